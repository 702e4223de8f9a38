import { z } from "zod";
import { attemptOutcomes } from "@/lib/callback/advice";
import { deliveryStatuses } from "@/lib/deliveries/statuses";
import { eventTypes } from "@/lib/events/event-types";
import { storableText } from "@/lib/events/schema";
import { momentSchema } from "@/lib/moment";

/** What the log can be filtered by, as its address says it; the words and the limits of each filter stand here only. Pure. */

export const logStatuses = [...deliveryStatuses, "not_sent"] as const;
export type LogStatus = (typeof logStatuses)[number];

/** Why an event was sent to nobody. */
export const unsentReasons = ["switched_off", "no_urls"] as const;

/** How the last attempt ended, or why there was none. */
export const logOutcomes = [
  ...attemptOutcomes.filter((outcome) => outcome !== "in_progress"),
  ...unsentReasons,
] as const;
export type LogOutcome = (typeof logOutcomes)[number];

/** The last so many minutes. */
const periodMinutes = { "15m": 15, "1h": 60, "24h": 24 * 60, "7d": 7 * 24 * 60 } as const;
export type Period = keyof typeof periodMinutes;
export const periods = Object.keys(periodMinutes) as [Period, ...Period[]];

/** The filter with a period as the time from which it counts; of two such times the later. @param nowMs milliseconds since 1970 */
export function withoutPeriod<Filter extends { last?: Period | undefined; from?: string | undefined }>(
  { last, ...filter }: Filter,
  nowMs: number,
): Omit<Filter, "last"> {
  if (!last) return filter;
  const since = new Date(nowMs - periodMinutes[last] * 60_000).toISOString();
  return { ...filter, from: filter.from && filter.from > since ? filter.from : since };
}

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` });
const text = (maxLength: number) => storableText(maxLength).trim();

/** `instanceID`, `processName` and `url` match a part, in any case. */
export const logFilterSchema = z.object({
  status: oneOf(logStatuses).optional(),
  outcome: oneOf(logOutcomes as unknown as [LogOutcome, ...LogOutcome[]]).optional(),
  code: z
    .string()
    .regex(/^[1-5](\d\d|xx)$/, { error: "must be a status code such as 503, or a class such as 5xx" })
    .optional(),
  eventType: oneOf(eventTypes).optional(),
  processName: text(100).optional(),
  instanceID: text(128).optional(),
  url: text(2_048).optional(),
  last: oneOf(periods).optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** `evt_…`, `dlv_…`, or the whole ID of an instance. */
  q: text(128).optional(),
  /** What a resend of many has resent or sent. */
  job: z
    .string()
    .regex(/^job_[1-9]\d{0,8}$/, { error: "must be a job's id, such as job_3" })
    .optional(),
});
export type LogFilter = z.output<typeof logFilterSchema>;
export type LogFilterName = keyof LogFilter;
export const logFilterNames = Object.keys(logFilterSchema.shape) as LogFilterName[];

/** What was asked for in words that are not understood: the filter is left out, and the reader is told. */
export type LogFilterProblem = { name: LogFilterName; value: string; problem: string };

/** The filters of an address, one by one: those that are not understood do not keep the others from applying. */
export function readLogFilter(given: Record<string, string | string[] | undefined>): {
  filter: LogFilter;
  problems: LogFilterProblem[];
} {
  const filter: Record<string, unknown> = {};
  const problems: LogFilterProblem[] = [];
  for (const name of logFilterNames) {
    const value = [given[name]].flat()[0]?.trim() ?? "";
    if (value === "") continue;
    const parsed = logFilterSchema.shape[name].safeParse(
      name === "from" || name === "to" ? withZone(value) : value,
    );
    if (parsed.success) filter[name] = parsed.data;
    else problems.push({ name, value, problem: parsed.error.issues[0]?.message ?? "is not understood" });
  }
  return { filter, problems };
}

/** A time without a zone is taken as UTC; anything else stays as it is, to be judged. */
function withZone(value: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value)) return `${value}:00Z`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? `${value}Z` : value;
}

/** The query of the log's address that shows this. */
export function logQuery(filter: LogFilter): URLSearchParams {
  return new URLSearchParams(
    logFilterNames.flatMap((name) => {
      const value = filter[name];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}
