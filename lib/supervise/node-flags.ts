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
