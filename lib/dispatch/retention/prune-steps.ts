import { setTimeout as pause } from "node:timers/promises";

/** Rows of a step. */
const [minRows, maxRows] = [50, 500];
/** A step holds its locks as long as it takes: one slower than this halves the next, one much faster doubles it. */
const slowMs = 40;
const minPauseMs = 10;

/** Takes steps of a size that keeps each short, and rests as long as one took, until one says that there is no more, or until aborted. */
export async function pruneInSteps(
  signal: AbortSignal | undefined,
  step: (limit: number) => Promise<boolean>,
): Promise<void> {
  let limit = minRows;
  while (!signal?.aborted) {
    const startedAtMs = performance.now();
    if (!(await step(limit))) return;
    const tookMs = performance.now() - startedAtMs;
    if (tookMs > slowMs) limit = Math.max(minRows, Math.floor(limit / 2));
    else if (tookMs < slowMs / 2) limit = Math.min(maxRows, limit * 2);
    await pause(Math.max(minPauseMs, tookMs), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
