type Backoff = {
  /** Counts a failure. @returns milliseconds to wait before the next try */
  fail(): number;
  /** The next failure counts as the first. */
  reset(): void;
  /** Milliseconds that the last failure asked to wait; 0 after a success. */
  waitMs(): number;
};

/** Waits between tries: `minMs` after the first failure, doubled by each one that follows, at most `maxMs`. */
export function backoff({ minMs, maxMs }: { minMs: number; maxMs: number }): Backoff {
  let waitMs = 0;
  return {
    fail() {
      waitMs = Math.min(maxMs, waitMs * 2 || minMs);
      return waitMs;
    },
    reset() {
      waitMs = 0;
    },
    waitMs: () => waitMs,
  };
}
