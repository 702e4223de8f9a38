/** The circuit breaker's rules (docs/decisions/0011). Pure; its state lives in the `endpoint` table, shared by all dispatchers. */

/** Failed calls in a row, with no success between, after which an endpoint is probed instead of called. */
export const failuresToProbe = 20;

/** Pauses between probes, milliseconds: doubling from the first to the longest. */
export const probePauseMs = { first: 1_000, max: 60_000 } as const;

/** Calls a second right after a probe succeeded; the rate doubles every second. */
const firstDrainRate = 10;
/** So long after a probe succeeded an endpoint recovers: its backlog drains at a rising rate, which then ends. */
export const recoveryMs = 10_000;

/**
 * Calls a second that may begin to an endpoint that answers again, by all dispatchers together: what has piled up must not
 * knock it over. After `recoveryMs` there is no limit any more (`Infinity`).
 * @param sinceRecoveryMs milliseconds since its probing ended
 */
export function drainRate(sinceRecoveryMs: number): number {
  if (sinceRecoveryMs >= recoveryMs) return Number.POSITIVE_INFINITY;
  return firstDrainRate * 2 ** (Math.max(0, sinceRecoveryMs) / 1_000);
}
