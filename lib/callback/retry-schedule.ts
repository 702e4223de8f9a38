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
