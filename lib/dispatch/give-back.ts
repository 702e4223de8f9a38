import type { Queryable } from "./database";
import type { HeldDelivery } from "./held-delivery";

/**
 * Undoes the claim of deliveries whose call never began: an attempt that was not begun must not show as a call, so its
 * row goes, and the number with it. Only the holder may do this, and only before the call, so no result can carry
 * the number. A delivery that was cancelled meanwhile stays so.
 */
const giveBackStatement = `
with held as materialized (
  select * from unnest($1::bigint[], $2::smallint[], $3::int[]) as held (delivery_id, number, dispatcher_id)
), free as materialized (
  select delivery.id
  from held join delivery on delivery.id = held.delivery_id
  where delivery.attempts = held.number
    and (delivery.locked_by = held.dispatcher_id or delivery.done_at is not null)
  for no key update of delivery skip locked
), gone as (
  delete from attempt
  using held, free
  where free.id = held.delivery_id and attempt.delivery_id = held.delivery_id and attempt.number = held.number
    and attempt.dispatcher_id = held.dispatcher_id and attempt.outcome = 'in_progress'
  returning attempt.delivery_id as id
), back as (
  update delivery
  set attempts = delivery.attempts - 1, locked_by = null, leased_until = null
  from gone
  where delivery.id = gone.id
  returning delivery.id
)
select held.delivery_id::text as id
from held
  left join back on back.id = held.delivery_id
  join delivery on delivery.id = held.delivery_id
where back.id is null and delivery.attempts = held.number
  and (delivery.locked_by = held.dispatcher_id or delivery.done_at is not null)
  and exists (
    select from attempt
    where attempt.delivery_id = held.delivery_id and attempt.number = held.number
      and attempt.dispatcher_id = held.dispatcher_id and attempt.outcome = 'in_progress'
  )`;

/** Gives claimed deliveries back unbegun; returns those locked by somebody else just now, to be tried again. */
export async function giveBack(db: Queryable, deliveries: HeldDelivery[]): Promise<HeldDelivery[]> {
  if (deliveries.length === 0) return [];
  const { rows } = await db.query<{ id: string }>({
    name: "give-back",
    text: giveBackStatement,
    values: [
      deliveries.map((held) => held.deliveryId),
      deliveries.map((held) => held.attemptNumber),
      deliveries.map((held) => held.dispatcherId),
    ],
  });
  const busy = new Set(rows.map((row) => row.id));
  return deliveries.filter((held) => busy.has(held.deliveryId));
}
