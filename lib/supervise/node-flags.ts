/**
 * Node's flags for a dispatcher. Almost all it allocates is garbage after one call: a small young generation keeps it to
 * 140 MB under full load instead of 170, at the same speed (docs/benchmarks.md).
 */
export const dispatcherFlags = ["--enable-source-maps", "--max-semi-space-size=4"];
