import { validForMs } from "@/lib/dispatch/held-delivery";

/** Clocks that differ by more than this from one look to the next did not both run; slewing a clock moves it far less. */
const toleranceMs = 250;

export type Validity = ReturnType<typeof createValidity>;

/**
 * From when on a claim or re-validation still allows a call. It counts by the monotonic clock, which stands still while the
 * machine is paused; the wall clock goes on or is set right afterwards. Where the two disagree, what was allowed before is
 * allowed no more (docs/decisions/0032).
 * @param wallMs milliseconds since the epoch
 */
export function createValidity({ monotonicMs = () => performance.now(), wallMs = () => Date.now() } = {}) {
  let offsetMs = wallMs() - monotonicMs();
  let voidUntilMs = Number.NEGATIVE_INFINITY;

  return {
    /** Monotonic ms: what was validated at this time or earlier has to be validated again before its call. */
    endedAtMs(): number {
      const nowMs = monotonicMs();
      const offsetNowMs = wallMs() - nowMs;
      if (Math.abs(offsetNowMs - offsetMs) > toleranceMs) voidUntilMs = nowMs;
      offsetMs = offsetNowMs;
      return Math.max(voidUntilMs, nowMs - validForMs);
    },
  };
}
