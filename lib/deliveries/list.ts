import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId } from "@/lib/ids";
import type { DeliveryFilter, ListDeliveries } from "./schema";
import { type DeliveryRow, type DeliveryView, deliveryView } from "./view";

/** What every query of deliveries reads; a lease that ran out is nobody's call any more. */
export const deliveryColumns = `
  delivery.id::text, delivery.event_id, event.event_type, event.instance_id, event.process_name, delivery.endpoint_id,
  endpoint.url,
  delivery.status, delivery.cancel_reason, delivery.fail_reason, delivery.attempts,
  coalesce(delivery.leased_until > now(), false) as under_way,
  delivery.next_at, delivery.last_outcome, delivery.last_status_code, delivery.last_total_ms,
  endpoint.state as endpoint_state, endpoint.state_reason, endpoint.probe_at, delivery.created_at, delivery.done_at,
  case when delivery.order_key is not null and delivery.done_at is null and (select ordered from webhook_settings where id = 1)
    then (
      select min(earlier.id)::text from delivery as earlier
      where earlier.endpoint_id = delivery.endpoint_id and earlier.order_key = delivery.order_key
        and earlier.done_at is null and earlier.id < delivery.id
    )
  end as waits_for
  from delivery join event on event.id = delivery.event_id join endpoint on endpoint.id = delivery.endpoint_id`;

/**
 * The log, newest first. `nextCursor` is null on the last page; what arrives meanwhile shifts nothing.
 * @throws ForbiddenError
 */
export async function listDeliveries(
  actor: Actor,
  { limit, cursor, ...filter }: ListDeliveries,
): Promise<{ items: DeliveryView[]; nextCursor: string | null }> {
  assertCan(actor, "deliveries:read");
  const { where, values } = conditions(filter);
  if (cursor) {
    values.push(String(parsePublicId("dlv", cursor)));
    where.push(`delivery.id < $${values.length}::bigint`);
  }
  values.push(limit + 1);
  const { rows } = await pool().query<DeliveryRow>(
    `select ${deliveryColumns} where ${where.join(" and ")} order by delivery.id desc limit $${values.length}`,
    values,
  );
  const page = rows.slice(0, limit).map(deliveryView);
  return { items: page, nextCursor: rows.length > limit ? (page.at(-1)?.deliveryID ?? null) : null };
}

/** How many deliveries came after this one; counting stops at 1,000. @throws ForbiddenError */
export async function countNewer(actor: Actor, deliveryID: string, filter: DeliveryFilter): Promise<number> {
  assertCan(actor, "deliveries:read");
  const { where, values } = conditions(filter);
  values.push(String(parsePublicId("dlv", deliveryID) ?? 0));
  const { rows } = await pool().query<{ n: number }>(
    `select count(*)::int as n from (
       select from delivery join event on event.id = delivery.event_id
       where ${where.join(" and ")} and delivery.id > $${values.length}::bigint limit 1000
     ) as newer`,
    values,
  );
  return rows[0]?.n ?? 0;
}

/** Deliveries of one instance, newest first, at most 200. @throws ForbiddenError */
export async function deliveriesOfInstance(actor: Actor, instanceID: string): Promise<DeliveryView[]> {
  return (await listDeliveries(actor, { instanceID, limit: 200 })).items;
}

/** Conditions that start from an index where there is one: instance, URL and status; type and process only narrow down. */
function conditions(filter: DeliveryFilter): { where: string[]; values: unknown[] } {
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
  return { where, values };
}
