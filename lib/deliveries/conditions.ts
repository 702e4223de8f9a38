import { parsePublicId } from "@/lib/ids";
import type { DeliveryFilter } from "./schema";

/** SQL of whether a job has resent or sent a delivery. @param job SQL of the job's number */
export const isOfJob = (job: string) =>
  `delivery.id in (select delivery_id from resend_delivery where job_id = ${job}::int)`;

/**
 * SQL conditions of a filter on `delivery` joined with `event`, to be joined by `and`, and their values. They start from an
 * index where there is one: instance, URL and status; the others only narrow down.
 */
export function conditions(filter: DeliveryFilter): { where: string[]; values: unknown[] } {
  const where = ["true"];
  const values: unknown[] = [];
  const add = (value: unknown, condition: (place: string) => string) => {
    if (value === undefined || value === "") return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  add(filter.status, (place) => `delivery.status = ${place}`);
  add(filter.eventType, (place) => `event.event_type = ${place}`);
  add(filter.instanceID, (place) => `event.instance_id = ${place}`);
  add(filter.processName, (place) => `event.process_name = ${place}`);
  add(
    filter.url,
    (place) => `delivery.endpoint_id in (select id from endpoint where strpos(url, ${place}) > 0)`,
  );
  add(filter.from, (place) => `delivery.created_at >= ${place}::timestamptz`);
  add(filter.to, (place) => `delivery.created_at < ${place}::timestamptz`);
  add(filter.job && String(parsePublicId("job", filter.job) ?? 0), isOfJob);
  return { where, values };
}
