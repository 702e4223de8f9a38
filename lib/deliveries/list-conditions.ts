import { parsePublicId } from "@/lib/ids";
import type { DeliveryFilter } from "./schema";

/** SQL of whether a job has resent or sent a delivery. @param job SQL of the job's number */
export const isOfJob = (job: string) =>
  `delivery.id in (select delivery_id from resend_delivery where job_id = ${job}::int)`;

/**
 * SQL conditions of the API list's filter on `delivery` joined with `event`, to be joined by `and`, and their values. They start from an
 * index where there is one: instance, URL and status; the others only narrow down.
 */
export function listConditions(filter: DeliveryFilter): { where: string[]; values: unknown[] } {
  const where = ["true"];
  const values: unknown[] = [];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined || value === "") return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  add(filter.status, (parameter) => `delivery.status = ${parameter}`);
  add(filter.eventType, (parameter) => `event.event_type = ${parameter}`);
  add(filter.instanceID, (parameter) => `event.instance_id = ${parameter}`);
  add(filter.processName, (parameter) => `event.process_name = ${parameter}`);
  add(
    filter.url,
    (parameter) => `delivery.endpoint_id in (select id from endpoint where strpos(url, ${parameter}) > 0)`,
  );
  add(filter.from, (parameter) => `delivery.created_at >= ${parameter}::timestamptz`);
  add(filter.to, (parameter) => `delivery.created_at < ${parameter}::timestamptz`);
  add(filter.job && String(parsePublicId("job", filter.job) ?? 0), isOfJob);
  return { where, values };
}
