/**
 * Almost all that both programs allocate is garbage after one call or request: in a young generation that holds some hundred of them
 * most of it is gone before it is copied. An old one that is looked through whenever it grew by 40 % pays for that space
 * (docs/benchmarks.md).
 */
const oldGeneration = "--heap-growing-percent=40";

/**
 * Node's flags for a dispatcher. undici reads answers by WebAssembly: compiled once more, for speed, right after the first call, it took 37 MB
 * for a moment, more than a dispatcher needs ever after. As V8 compiles it at first it takes less than a microsecond more a call.
 */
export const dispatcherFlags = [
  "--max-semi-space-size=4",
  oldGeneration,
  "--no-wasm-tier-up",
  "--no-wasm-dynamic-tiering",
];

/**
 * Node's flags for the web process. It makes few calls: for those of its start undici's parser is not compiled once more. What Prisma runs for
 * each page is, only later.
 */
export const webFlags = ["--max-semi-space-size=8", oldGeneration, "--wasm-tiering-budget=100000000"];

/**
 * What both find in their environment unless the operator says otherwise. glibc gives each thread memory of its own to hand out, and little of
 * it comes back: with one for all a web process takes 7 MB less. Other C libraries do not know it.
 */
export const memoryEnv = { MALLOC_ARENA_MAX: "1" };
