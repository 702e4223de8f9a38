/**
 * Almost all that both programs allocate is garbage after one call or request: in a young generation that holds some hundred of them
 * most of it is gone before it is copied. An old one that is looked through whenever it grew by 40 % pays for that space
 * (docs/benchmarks.md).
 */
const smallHeap = ["--max-semi-space-size=8", "--heap-growing-percent=40"];

/**
 * undici reads answers by WebAssembly. Compiled once more, for speed, right after the start, it took 37 MB for a moment, the most that a
 * dispatcher ever had; as V8 compiles it at first it costs less than a microsecond more a call.
 */
const wasmCompiledOnce = ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"];

/** Node's flags for a dispatcher. */
export const dispatcherFlags = [...smallHeap, ...wasmCompiledOnce];

/** Node's flags for the web process. */
export const webFlags = [...smallHeap, ...wasmCompiledOnce];

/**
 * What both find in their environment unless the operator says otherwise. glibc gives each thread memory of its own to hand out, and little of
 * it comes back: with one for all a web process takes 8 MB less. Other C libraries do not know it.
 */
export const memoryEnv = { MALLOC_ARENA_MAX: "1" };
