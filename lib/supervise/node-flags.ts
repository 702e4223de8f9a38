/**
 * Almost all that both programs allocate is garbage after one call or request: in a young generation that holds some hundred of them
 * most of it is gone before it is copied. An old one that is looked through whenever it grew by 40 % pays for that space
 * (docs/benchmarks.md).
 */
const smallHeap = ["--max-semi-space-size=8", "--heap-growing-percent=40"];

/** Node's flags for a dispatcher: below 150 MB under full load, where Node's own limits take 170 to 180. */
export const dispatcherFlags = ["--enable-source-maps", ...smallHeap];

/** Node's flags for the web process: 163 MB while 16 connections are busy instead of 240 to 310, for 8 % more processor time. */
export const webFlags = smallHeap;
