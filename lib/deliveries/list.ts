import { isUnderWay } from "@/lib/attempts/state";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { coveringCancellation } from "@/lib/cancellations/covering";
import { earlierOfItsInstance } from "@/lib/db/earlier-delivery";
import { pool } from "@/lib/db/pool";
import { parsePublicId } from "@/lib/ids";
import { conditions } from "./conditions";
import { idRange } from "./id-range";
import type { DeliveryFilter, ListDeliveries } from "./schema";
import { type DeliveryRow, type DeliveryView, deliveryView } from "./view";

/**
 * What every query of deliveries reads; a lease that ran out is nobody's call any more. `being_cancelled`: why, where a save has
 * cancelled it and the row does not say so yet.
 */
export const deliveryColumns = `
  delivery.id::text, delivery.event_id, event.event_type, event.instance_id, event.process_name, delivery.endpoint_id,
  endpoint.url,
  delivery.status, delivery.cancel_reason, delivery.fail_reason, delivery.resend_by, delivery.resend_from, delivery.attempts,
  ${isUnderWay()} as under_way,
  delivery.next_at, delivery.last_outcome, delivery.last_status_code, delivery.last_total_ms,
  case when delivery.done_at is null then ${coveringCancellation("reason", { eventType: "event.event_type" })} end as being_cancelled,
  endpoint.state as endpoint_state, endpoint.state_reason, endpoint.probe_at, delivery.created_at, delivery.done_at,
  case when delivery.order_key is not null and delivery.done_at is null and (select ordered from webhook_settings where id = 1)
    then (select min(id)::text from ${earlierOfItsInstance()} as earlier)
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
  if (filter.from !== undefined || filter.to !== undefined) {
    const { after, until } = await idRange(pool(), filter);
    values.push(after, until);
    where.push(`delivery.id > $${values.length - 1}::bigint and delivery.id <= $${values.length}::bigint`);
  }
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
