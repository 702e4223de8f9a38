/**
 * Node's flags for a dispatcher. Almost all it allocates is garbage after one call: a small young generation keeps it below
 * 150 MB under full load instead of 170, at a few per cent of its speed (docs/benchmarks.md).
 */
export const dispatcherFlags = ["--enable-source-maps", "--max-semi-space-size=2"];
