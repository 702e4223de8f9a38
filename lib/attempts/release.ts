import { isKeyOf } from "@/lib/db/by-key";
import type { Queryable } from "@/lib/db/pool";
import { setUnclaimed } from "./close";
import { isOpen } from "./state";

/** What a result must match to be written: who holds which attempt of which delivery (bigint as text). */
type Fence = { deliveryId: string; attemptNumber: number; dispatcherId: number };

/**
 * Undoes the claim of deliveries whose call never began: an attempt that was not begun must not show as a call, so its
 * number goes. Only the holder may do this, and only before the call, so no result can carry the number. A delivery that was
 * cancelled meanwhile stays so; the row that its cancelling left for the attempt goes as well. Tables are reached by key, whatever they
 * held when this was planned (docs/decisions/0067).
 */
const statement = `
with held as materialized (
  select * from unnest($1::bigint[], $2::smallint[], $3::int[]) as held (delivery_id, number, dispatcher_id)
), claimed as materialized (
  select held.*, delivery.leased
  from held cross join lateral (
    select locked_by is not distinct from held.dispatcher_id as leased from delivery
    where ${isKeyOf("id", "held.delivery_id")} and attempts = held.number and (locked_by = held.dispatcher_id or (
      select true from attempt
      where attempt.delivery_id = held.delivery_id and attempt.number = held.number
        and attempt.dispatcher_id = held.dispatcher_id and ${isOpen()}
      limit 1
    ))
  ) as delivery
), unlocked as materialized (
  select delivery.id, claimed.number
  from claimed cross join lateral (
    select id from delivery
    where ${isKeyOf("id", "claimed.delivery_id")} and attempts = claimed.number
      and case when claimed.leased then locked_by = claimed.dispatcher_id else done_at is not null end
    limit 1
    for no key update skip locked
  ) as delivery
), deleted as (
  delete from attempt
  using unlocked
  where ${isKeyOf("attempt.delivery_id", "unlocked.id")} and ${isKeyOf("attempt.number", "unlocked.number")} and ${isOpen()}
), released as (
  update delivery
  set attempts = delivery.attempts - 1, ${setUnclaimed}
  from unlocked
  where ${isKeyOf("delivery.id", "unlocked.id")}
)
select delivery_id::text as id from claimed where delivery_id not in (select id from unlocked)`;

/** Releases claimed deliveries that were never called; returns those locked by somebody else just now, to be tried again. */
export async function releaseAttempts<Held extends Fence>(
  db: Queryable,
  deliveries: Held[],
): Promise<Held[]> {
  if (deliveries.length === 0) return [];
  const { rows } = await db.query<{ id: string }>({
    name: "release",
    text: statement,
    values: [
      deliveries.map((held) => held.deliveryId),
      deliveries.map((held) => held.attemptNumber),
      deliveries.map((held) => held.dispatcherId),
    ],
  });
  const busy = new Set(rows.map((row) => row.id));
  return deliveries.filter((held) => busy.has(held.deliveryId));
}
