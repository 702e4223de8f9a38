/** Each write costs the database a third of a millisecond, however many results it has. */
const minGapMs = 10;

/**
 * How long results wait for more before they are written, in milliseconds: until 10 ms after the last write began, and only while
 * nobody waits for them: no call for want of a slot, and where order is kept no delivery for the one before it.
 * @param given.queued results that wait, which hold slots
 * @param given.sinceLastMs since the last write began
 */
export function pauseBeforeWriteMs({
  queued,
  maxInFlight,
  inOrder,
  sinceLastMs,
}: {
  queued: number;
  maxInFlight: number;
  inOrder: boolean;
  sinceLastMs: number;
}): number {
  return inOrder || queued >= maxInFlight / 4 ? 0 : Math.max(0, minGapMs - sinceLastMs);
}
