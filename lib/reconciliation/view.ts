import { type UnsentReason, unsentReasons } from "@/lib/events/event-outcomes";
import { counted, plural } from "@/lib/plural";
import type { StatsComparison } from "@/lib/stats/view";

/** What was found of events of a span, as screens, API and command line show it. Times are RFC 3339 UTC. Pure. */
export type Reconciliation = {
  from: string;
  to: string;
  /** Of events before this time only the deliveries that retention has left are counted. */
  completeFrom: string;
  changes: number;
  expected: number;
  delivered: number;
  pending: number;
  failed: number;
  cancelled: number;
  notSent: Record<UnsentReason, number>;
  unaccounted: number;
  /** What is not accounted for, by event, at most twenty; of a change without an event by its instance. */
  concerns: { eventID: string | null; instanceID: string; problem: string }[];
  /** What the stats on screens count against the log. Null where it was not compared. Nothing is lost where they differ. */
  stats: StatsComparison | null;
  /** How many hours were not looked at again, since they were verified before, the first of them then. */
  verified?: { hours: number; since: string };
};

export type ConcernRow = {
  eventID: string | null;
  instanceID: string;
  expected: number;
  found: number;
  unprovenDeliveries: number;
  unprovenFailures: number;
  missingEvents: number;
};

/** What is wrong with one event, or with one instance, as sentences. */
export function concernText(row: ConcernRow): string {
  const { expected, found, unprovenDeliveries, unprovenFailures, missingEvents } = row;
  const sentences: string[] = [];
  if (found < expected) {
    sentences.push(`${counted(expected, "delivery", "deliveries")} owed, ${found} found.`);
  }
  if (found > expected) {
    sentences.push(`${counted(found, "delivery", "deliveries")} found, ${expected} owed.`);
  }
  if (unprovenDeliveries > 0) {
    sentences.push(`${unprovenDeliveries} marked delivered without a successful attempt on record.`);
  }
  if (unprovenFailures > 0) {
    sentences.push(`${unprovenFailures} marked failed without an attempt on record.`);
  }
  if (missingEvents > 0) {
    sentences.push(`${counted(missingEvents, "change", "changes")} of this instance without an event.`);
  }
  return sentences.join(" ");
}

/** The verdict in one sentence. @param span such as "the last 24 hours"; none where it is shown beside */
export function verdictOf({ changes, unaccounted }: Reconciliation, span?: string): string {
  const of = span ? ` of ${span}` : "";
  if (unaccounted > 0) {
    const what = counted(unaccounted, "delivery or change", "deliveries or changes");
    return `${what}${of} ${plural(unaccounted, "is", "are")} not accounted for.`;
  }
  if (changes === 0) return span ? `Nothing changed in ${span}.` : "Nothing changed.";
  return `Every change${of} is accounted for.`;
}

/** Where the stats differ from the log, and what to do; null while they agree or were not compared. */
export function statsProblem({ stats }: Pick<Reconciliation, "stats">): string | null {
  if (!stats || stats.differences === 0) return null;
  const halfHours = counted(stats.differences, "half hour", "half hours");
  return `The statistics differ from the log in ${halfHours} of an endpoint: ${stats.counted.toLocaleString("en-US")} attempts counted, ${stats.found.toLocaleString("en-US")} in the log. No delivery is lost. On the server, npm run admin -- reconcile --recount counts them anew.`;
}

/** Events that went nowhere, whatever the reason. */
export const notSentOf = ({ notSent }: Pick<Reconciliation, "notSent">): number =>
  unsentReasons.reduce((sum, reason) => sum + notSent[reason], 0);

/** Reasons that came later than the others. */
type Later = "process_not_wanted";
/** As programs get it: a reason that came later stands there only once an event has it. */
type ReconciliationReport = Omit<Reconciliation, "notSent"> & {
  notSent: Record<Exclude<UnsentReason, Later>, number> & Partial<Record<Later, number>>;
};

/** For programs that compare the reasons with those they know: nobody meets a new one who has set no list of processes. */
export function reportOf({ notSent, ...found }: Reconciliation): ReconciliationReport {
  const { process_not_wanted, ...first } = notSent;
  return { ...found, notSent: process_not_wanted > 0 ? { ...first, process_not_wanted } : first };
}

/** The sums in one line: "28 changes, 60 deliveries owed: 57 delivered, 3 pending; 5 events not sent." */
export const sumsOf = (found: Reconciliation): string =>
  `${counted(found.changes, "change", "changes")}, ${owedText(found)}`;

/** What was owed and what became of it: "60 deliveries owed: 57 delivered, 3 pending; 5 events not sent." */
export function owedText(found: Reconciliation): string {
  const parts = (["delivered", "pending", "failed", "cancelled"] as const)
    .filter((status) => found[status] > 0)
    .map((status) => `${found[status].toLocaleString("en-US")} ${status}`);
  const notSent = notSentOf(found);
  return [
    `${counted(found.expected, "delivery", "deliveries")} owed`,
    parts.length > 0 ? `: ${parts.join(", ")}` : "",
    notSent > 0 ? `; ${counted(notSent, "event", "events")} not sent` : "",
    ".",
  ].join("");
}
