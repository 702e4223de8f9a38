import { type AttemptAhead, attemptsAhead } from "@/lib/callback/retry-schedule";
import type { DeliveryView } from "./view";

/**
 * The attempts that the schedule foresees; none where something else decides when it is sent, before the first, and where nothing
 * is sent any more. Pure.
 */
export function attemptsAheadOf(delivery: DeliveryView, retryScheduleMs: readonly number[]): AttemptAhead[] {
  const { status, underWay, nextAttemptAt, attemptCount, endpoint, waitsFor, resendFrom } = delivery;
  const bySchedule =
    status === "pending" && endpoint.state === "active" && waitsFor === null && resendFrom === null;
  if (!bySchedule || underWay || nextAttemptAt === null || attemptCount === 0) return [];
  return attemptsAhead(retryScheduleMs, {
    nextNumber: attemptCount + 1,
    nextAtMs: Date.parse(nextAttemptAt),
  });
}

/** "2 of at most 10"; what resends added beyond the schedule has no such end. Pure. */
export function attemptCountText(
  { status, attemptCount, resendFrom }: DeliveryView,
  retryScheduleMs: readonly number[],
): string {
  const max = retryScheduleMs.length + 1;
  const isBounded = status === "pending" && resendFrom === null && attemptCount <= max;
  return isBounded
    ? `${attemptCount} of at most ${max}`
    : `${attemptCount} ${attemptCount === 1 ? "attempt" : "attempts"}`;
}
