import { setTimeout as pause } from "node:timers/promises";

export { pause };

/**
 * Resolves once `look` says so, with the milliseconds it took; asked every `everyMs`.
 * @throws Error with `what` when it does not within `withinMs`
 */
export async function until(
  what: string,
  look: () => Promise<boolean> | boolean,
  withinMs = 60_000,
  everyMs = 20,
): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    if (await look()) return performance.now() - startedAt;
    if (performance.now() - startedAt > withinMs) {
      throw new Error(`Not within ${Math.round(withinMs / 1_000)} s: ${what}.`);
    }
    await pause(everyMs);
  }
}

/** The smallest value that `p` percent of the values do not exceed. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}
