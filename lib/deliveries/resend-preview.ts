import type { AttemptOutcome } from "@/lib/callback/outcome-title";
import type { EventType } from "@/lib/events/event-types";

/** How often the last attempt of what a resend would take ended so; null where there was none. */
export type LastAnswer = { outcome: AttemptOutcome | null; statusCode: number | null; count: number };

/** What a resend by a filter would do, before it begins. Pure. */
export type ResendPreview = {
  /** Deliveries, or events that were never sent. */
  count: number;
  /** False where counting took too long and stopped: there are at least so many. */
  isComplete: boolean;
  /** The most frequent first. Empty for what was never sent. */
  lastAnswers: LastAnswer[];
  /** Where events are sent that were not: how many of each type, by how many URLs each would go to now. */
  unsent: { eventType: EventType; count: number; urls: number }[] | null;
};

/** Outcomes in which the receiver itself answered, and said no: without a change there it says so again. */
const refusals: readonly (AttemptOutcome | null)[] = ["http_error", "redirect"];

/** The answer most of them got last, where that came from the receiver itself; null where no answer did. */
export function majorityRefusal({ count, lastAnswers }: ResendPreview): LastAnswer | null {
  const refused = lastAnswers.filter(({ outcome }) => refusals.includes(outcome));
  const total = refused.reduce((sum, answer) => sum + answer.count, 0);
  return total * 2 > count ? (refused[0] ?? null) : null;
}

/** Whether a job would find something: also where counting stopped before it met any. */
export function mayStart(preview: ResendPreview): boolean {
  return sendable(preview) > 0 || (!preview.isComplete && preview.count === 0);
}

/** How many events of a preview can be sent: those whose type has a URL now. */
export function sendable({ count, unsent }: ResendPreview): number {
  if (!unsent) return count;
  return unsent.reduce((sum, of) => sum + (of.urls > 0 ? of.count : 0), 0);
}
