import { parseDurationMs } from "@/lib/duration";

export const defaultRetrySchedule = "5s,5m,30m,2h,5h,10h,14h,20h,24h";

/**
 * `CALLBACK_RETRY_SCHEDULE` as waits in milliseconds after failed attempts 1, 2, …; `none` is an empty list.
 * @throws Error with a sentence naming the part that is not a duration.
 */
export function parseRetrySchedule(text: string): number[] {
  if (text.trim() === "none") return [];
  return text.split(",").map(parseDurationMs);
}

/** An attempt that follows a failure. `afterMs`: from that failure on; `sinceFirstMs`: from the first one on, calls not counted. */
type ScheduledAttempt = { number: number; afterMs: number; sinceFirstMs: number };

/** The attempts that follow failures by a schedule: 2 and on. Pure. */
export function scheduledAttempts(schedule: readonly number[]): ScheduledAttempt[] {
  let sinceFirstMs = 0;
  return schedule.map((afterMs, index) => {
    sinceFirstMs += afterMs;
    return { number: index + 2, afterMs, sinceFirstMs };
  });
}

/** How far a wait may lie from what the schedule says, as a part of it. */
export const waitJitter = 0.2;
/** A longer `Retry-After` is taken as this. */
export const maxRetryAfterMs = 24 * 3_600_000;

/**
 * Milliseconds until the next attempt after failed attempt `attemptNumber` (from 1), or null when the schedule is used up.
 * The schedule's wait varies by ± 20 % so that a recovered receiver is not met by all at once; a longer `Retry-After` is
 * honoured up to 24 h.
 * @param random a number in [0, 1)
 */
export function nextWaitMs(
  schedule: readonly number[],
  attemptNumber: number,
  { retryAfterMs, random }: { retryAfterMs: number | null; random: number },
): number | null {
  const scheduled = schedule[attemptNumber - 1];
  if (scheduled === undefined) return null;
  const wait = scheduled * (1 - waitJitter + 2 * waitJitter * random);
  return Math.round(Math.max(wait, Math.min(retryAfterMs ?? 0, maxRetryAfterMs)));
}

/** An attempt that may come, and about when: milliseconds since 1970. */
export type AttemptAhead = { number: number; atMs: number };

/**
 * The attempts still to come if each fails: the next one at `nextAtMs`, the others by the schedule's waits after that. What
 * calls take, and a `Retry-After`, is not foreseen.
 * @param nextNumber of the next attempt, from 1
 */
export function attemptsAhead(
  schedule: readonly number[],
  { nextNumber, nextAtMs }: { nextNumber: number; nextAtMs: number },
): AttemptAhead[] {
  const ahead: AttemptAhead[] = [{ number: nextNumber, atMs: nextAtMs }];
  let atMs = nextAtMs;
  for (let number = nextNumber; number <= schedule.length; number += 1) {
    atMs += schedule[number - 1] ?? 0;
    ahead.push({ number: number + 1, atMs });
  }
  return ahead;
}
