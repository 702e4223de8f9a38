/**
 * Node's flags for a dispatcher. Almost all it allocates is garbage after one call: in a young generation that holds some
 * hundred calls most of it is gone before it is copied. An old one that is looked through whenever it grew by 40 % pays for
 * that space: below 150 MB under full load, where Node's own limits take 170 to 180 (docs/benchmarks.md).
 */
export const dispatcherFlags = [
  "--enable-source-maps",
  "--max-semi-space-size=8",
  "--heap-growing-percent=40",
];

/**
 * Node's flags for the web process. With its own limits it lets garbage pile up to 285 MB while 16 connections are busy; with these
 * it takes 150, and a twentieth more of its processor time (docs/benchmarks.md).
 */
export const webFlags = ["--max-semi-space-size=4", "--heap-growing-percent=40"];
