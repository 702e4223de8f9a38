import { z } from "zod";
import { endedStatuses } from "@/lib/deliveries/statuses";
import { parsePublicId } from "@/lib/ids";
import { isOfJob } from "./conditions";
import { containsPattern } from "./contains";
import {
  canBeUnsent,
  deliveryConditions,
  eventConditions,
  type Place,
  places,
  timeConditions,
} from "./log-filters";
import { type LogFilter, logFilterSchema, periodMinutes, unsentReasons } from "./log-schema";

/** What can be sent again, or for the first time; what is pending is sent by itself. */
export const resendableStatuses = [...endedStatuses, "not_sent"] as const;
export type ResendableStatus = (typeof resendableStatuses)[number];

/** Which of the log to send again: any of its filters. */
export const resendFilterSchema = logFilterSchema.extend({ status: z.enum(resendableStatuses).optional() });

/** As a job keeps it: with the status said, and a period as the time from which it counted. */
export type ResendFilter = Omit<LogFilter, "status" | "last"> & { status: ResendableStatus };

/** Those that failed, unless the filter says otherwise. @param now milliseconds since 1970 */
export function resendFilterOf(
  { last, status, ...filter }: z.output<typeof resendFilterSchema>,
  now = Date.now(),
): ResendFilter {
  const unsent = unsentReasons.some((reason) => reason === filter.outcome);
  const from = last ? new Date(now - periodMinutes[last] * 60_000).toISOString() : filter.from;
  return { ...filter, ...(from ? { from } : {}), status: status ?? (unsent ? "not_sent" : "failed") };
}

export type Conditions = { where: string; values: unknown[] };

/** SQL of the filter on `delivery` joined with `event`, and its values from $1 on. */
export function resendConditions({ status, ...filter }: Partial<ResendFilter>): Conditions {
  const { values, place } = places();
  const { url, q, job } = filter;
  const where = [
    "true",
    ...(status === "not_sent" ? ["false"] : status ? [`delivery.status = ${place(status)}`] : []),
    ...eventConditions(filter, place),
    ...deliveryConditions(filter, null, place),
    ...timeConditions(filter, "event.occurred_at", place),
    ...(url
      ? [`delivery.endpoint_id in (select id from endpoint where url ~ ${place(containsPattern(url))})`]
      : []),
    ...(q ? [found(q, place, { deliveries: true })] : []),
    ...(job ? [isOfJob(place(String(parsePublicId("job", job) ?? 0)))] : []),
  ];
  return { where: where.join(" and "), values };
}

/** The same on `event` alone, of those that were not sent. */
export function unsentConditions(filter: Partial<ResendFilter>): Conditions {
  const { values, place } = places();
  const { outcome, q } = filter;
  const where = [
    canBeUnsent(filter) ? "event.outcome <> 'dispatched'" : "false",
    ...(outcome && canBeUnsent(filter) ? [`event.outcome = ${place(outcome)}`] : []),
    ...eventConditions(filter, place),
    ...timeConditions(filter, "event.occurred_at", place),
    ...(q ? [found(q, place, { deliveries: false })] : []),
  ];
  return { where: where.join(" and "), values };
}

/** By the id of an event or a delivery, or the whole ID of an instance. */
function found(q: string, place: Place, { deliveries }: { deliveries: boolean }): string {
  if (q.startsWith("evt_")) return `event.id = ${place(q)}`;
  const deliveryId = parsePublicId("dlv", q);
  if (deliveryId === null) return `event.instance_id = ${place(q)}`;
  return deliveries ? `delivery.id = ${place(String(deliveryId))}::bigint` : "false";
}
