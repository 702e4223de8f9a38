import { z } from "zod";
import { type ResendableStatus, resendableStatuses } from "@/lib/deliveries/statuses";
import { unsentReasons } from "@/lib/events/event-outcomes";
import { parsePublicId } from "@/lib/ids";
import { endsLater, endsLaterError } from "@/lib/moment";
import { containsPattern } from "./contains";
import { isOfJob } from "./list-conditions";
import {
  bindings,
  canBeDeliveries,
  canBeUnsent,
  deliveryConditions,
  eventConditions,
  searched,
  timeConditions,
} from "./log-conditions";
import { type LogFilter, withoutPeriod } from "./log-filter";
import { logFilterSchema } from "./log-schema";

/** Which of the log to send again: any of its filters. */
export const resendFilterSchema = logFilterSchema
  .extend({ status: z.enum(resendableStatuses).optional() })
  .refine(endsLater, endsLaterError);

/** As a job keeps it: with the status said, and a period as the time from which it counted. */
export type ResendFilter = Omit<LogFilter, "status" | "last"> & { status: ResendableStatus };

/** Those that failed, unless the filter says otherwise. @param nowMs milliseconds since 1970 */
export function resendFilterOf(given: z.output<typeof resendFilterSchema>, nowMs = Date.now()): ResendFilter {
  const { status, ...filter } = withoutPeriod(given, nowMs);
  const unsent = unsentReasons.some((reason) => reason === filter.outcome);
  return { ...filter, status: status ?? (unsent ? "not_sent" : "failed") };
}

export type Conditions = { where: string; values: unknown[] };

const none: Conditions = { where: "false", values: [] };

/** SQL of the filter on `delivery` joined with `event`, and its values from $1 on. */
export function resendConditions(filter: Partial<ResendFilter>): Conditions {
  if (!canBeDeliveries(filter, null)) return none;
  const { values, bind } = bindings();
  const { url, q, job } = filter;
  const where = [
    "true",
    ...eventConditions(filter, bind),
    ...deliveryConditions(filter, null, bind),
    ...timeConditions(filter, "delivery.created_at", bind),
    ...(url
      ? [`delivery.endpoint_id in (select id from endpoint where url ~ ${bind(containsPattern(url))})`]
      : []),
    ...(q ? [searched.deliveries(q, bind)] : []),
    ...(job ? [isOfJob(bind(String(parsePublicId("job", job) ?? 0)))] : []),
  ];
  return { where: where.join(" and "), values };
}

/** The same on `event` alone, of those that were not sent. */
export function unsentConditions(filter: Partial<ResendFilter>): Conditions {
  if (!canBeUnsent(filter)) return none;
  const { values, bind } = bindings();
  const { outcome, q } = filter;
  const where = [
    "event.outcome <> 'dispatched'",
    ...(outcome ? [`event.outcome = ${bind(outcome)}`] : []),
    ...eventConditions(filter, bind),
    ...timeConditions(filter, "event.occurred_at", bind),
    ...(q ? [searched.unsent(q, bind)] : []),
  ];
  return { where: where.join(" and "), values };
}
