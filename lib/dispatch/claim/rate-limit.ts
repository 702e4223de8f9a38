/** What somebody set for a URL: calls a second, and calls under way at once; null where there is no such limit. */
export type Rate = { perSecond: number | null; atOnce: number | null };

/** How far the calls of a URL have come within its rate (docs/decisions/0063). */
export type RateLimit = Rate & {
  /** When the next call would begin if all kept their distance, monotonic ms. */
  nextMs: number;
};

/** What a timer or a busy process was late may be made up for by so much. */
export const toleranceMs = 100;

const distanceMs = ({ perSecond }: Rate) => (perSecond === null ? 0 : 1_000 / perSecond);

/**
 * From when on a call may begin, monotonic ms. So many begin within t ms at the most: those of t + `toleranceMs` at this rate, and one
 * (the generic cell rate algorithm, ITU-T I.371).
 */
export const allowedFromMs = ({ nextMs }: RateLimit): number => nextMs - toleranceMs;

/** Counts a call that begins. */
export function countCall(limit: RateLimit, nowMs: number): void {
  limit.nextMs = Math.max(limit.nextMs, nowMs) + distanceMs(limit);
}

/** How many calls may begin until `untilMs`. */
export function callsUntil(limit: RateLimit, untilMs: number): number {
  const fromMs = allowedFromMs(limit);
  if (untilMs < fromMs) return 0;
  if (limit.perSecond === null) return Number.POSITIVE_INFINITY;
  return Math.floor((untilMs - fromMs) / distanceMs(limit)) + 1;
}

/** The limits for these rates: of a URL that had one before, what its calls have used up still counts. */
export function renewed(
  limits: ReadonlyMap<number, RateLimit>,
  rates: ReadonlyMap<number, Rate>,
): Map<number, RateLimit> {
  return new Map(
    [...rates].map(([endpointId, rate]) => [
      endpointId,
      Object.assign(limits.get(endpointId) ?? { nextMs: Number.NEGATIVE_INFINITY }, rate),
    ]),
  );
}
