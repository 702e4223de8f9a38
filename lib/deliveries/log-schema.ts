import { z } from "zod";
import { maxUrlLength } from "@/lib/callback/url-rules";
import {
  type LogFilter,
  type LogFilterName,
  type LogOutcome,
  logFilterNames,
  logOutcomes,
  logStatuses,
  periods,
} from "@/lib/deliveries/log-filter";
import { jobIdSchema } from "@/lib/deliveries/schema";
import { eventTypes } from "@/lib/events/event-types";
import { maxProcessNameLength, storableText } from "@/lib/events/schema";
import { endsLater, endsLaterError, momentSchema } from "@/lib/moment";

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
  processName: text(maxProcessNameLength).optional(),
  instanceID: text(128).optional(),
  url: text(maxUrlLength).optional(),
  last: oneOf(periods).optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** The id of an event or a delivery, or the whole ID of an instance. */
  q: text(128).optional(),
  /** What a resend of many has resent or sent. */
  job: jobIdSchema.optional(),
}) satisfies z.ZodType<LogFilter>;

/** What was asked for and cannot be: the filter is left out, and the reader is told. `at` is the value where it is a time. */
export type LogFilterProblem = { name: LogFilterName; value: string; problem: string; at?: string };

/** The filters of an address, one by one: those that are not understood do not keep the others from applying. */
export function readLogFilter(given: Record<string, string | string[] | undefined>): {
  filter: LogFilter;
  problems: LogFilterProblem[];
} {
  const read: Record<string, unknown> = {};
  const problems: LogFilterProblem[] = [];
  for (const name of logFilterNames) {
    const values = [given[name]].flat().flatMap((text) => text?.trim() || []);
    const [value = ""] = values;
    if (value === "") continue;
    // Which one counts would be a guess.
    if (values.some((other) => other !== value)) {
      problems.push({ name, value: values.join(", "), problem: "are several values; one can be asked for" });
      continue;
    }
    const parsed = logFilterSchema.shape[name].safeParse(
      name === "from" || name === "to" ? withZone(value) : value,
    );
    if (parsed.success) read[name] = parsed.data;
    else problems.push({ name, value, problem: parsed.error.issues[0]?.message ?? "is not understood" });
  }
  const filter: LogFilter = read;
  const { to, ...withoutTo } = filter;
  if (to === undefined || endsLater(filter)) return { filter, problems };
  return {
    filter: withoutTo,
    problems: [...problems, { name: "to", value: to, problem: endsLaterError.error, at: to }],
  };
}

/** A time without a zone is taken as UTC; anything else stays as it is, to be judged. */
function withZone(value: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value)) return `${value}:00Z`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? `${value}Z` : value;
}
