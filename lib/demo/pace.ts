/** How long the demo shows off: a newcomer sees every state soon. Then it slows down, or its past would not show beside it in the charts. */
const livelyMs = 5 * 60_000;
const lively = { minMs: 1_000, maxMs: 3_000 };
const calm = { minMs: 8_000, maxMs: 18_000 };

/** Changes an hour once it has slowed down. */
export const calmPerHour = (2 * 3_600_000) / (calm.minMs + calm.maxMs);

/**
 * Milliseconds from one change of the demo to the next.
 * @param runningMs since it began
 * @param random numbers in [0, 1)
 */
export function pauseMs(runningMs: number, random: () => number): number {
  const { minMs, maxMs } = runningMs < livelyMs ? lively : calm;
  return minMs + random() * (maxMs - minMs);
}
