import { z } from "zod";
import { attemptOutcomes } from "@/lib/callback/advice";
import { eventTypes } from "@/lib/events/event-types";
import { storableText } from "@/lib/events/schema";
import { momentSchema } from "@/lib/moment";
import { deliveryStatuses, type ResendMatching, resendMatchingSchema } from "./schema";

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
export const periodMinutes = { "15m": 15, "1h": 60, "24h": 24 * 60, "7d": 7 * 24 * 60 } as const;
export type Period = keyof typeof periodMinutes;
export const periods = Object.keys(periodMinutes) as [Period, ...Period[]];

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

/**
 * The same for a resend of all that match; null where a resend knows no such filter, or means something else by it: it takes instance
 * and process as a whole, and a URL's part as it is written.
 */
export function resendFilter(filter: LogFilter): ResendMatching | null {
  const { status, eventType, from, to, ...others } = filter;
  if (Object.values(others).some((value) => value)) return null;
  return resendMatchingSchema.safeParse({ status, eventType, from, to }).data ?? null;
}
