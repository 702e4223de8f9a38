/**
 * Node's flags for a dispatcher. Almost all that it allocates is garbage after one call: in a young generation that holds some hundred of
 * them most of it is gone before it is copied. The old one is looked through whenever it grew by 70 %: at 40 % a dispatcher with hundreds of
 * slots took a seventh more processor time (docs/benchmarks.md). undici reads answers by WebAssembly: compiled once more, for speed, right
 * after the first call, it took 37 MB for a moment, more than a dispatcher needs ever after. As V8 compiles it at first it takes less than a
 * microsecond more a call.
 */
export const dispatcherFlags = [
  "--max-semi-space-size=4",
  "--heap-growing-percent=70",
  "--no-wasm-tier-up",
  "--no-wasm-dynamic-tiering",
];

/**
 * Node's flags for the web process. Its garbage is that of requests: looking through the old generation more seldom made it larger and no faster.
 * It makes few calls: for those of its start undici's parser is not compiled once more. What Prisma runs for each page is, only later.
 */
export const webFlags = [
  "--max-semi-space-size=8",
  "--heap-growing-percent=40",
  "--wasm-tiering-budget=100000000",
];

/**
 * What both find in their environment unless the operator says otherwise. glibc gives each thread memory of its own to hand out, and little of
 * it comes back: with one for all a web process takes 7 MB less. Other C libraries do not know it.
 */
export const memoryEnv = { MALLOC_ARENA_MAX: "1" };
