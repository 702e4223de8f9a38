import { setConfirmed } from "@/lib/attempts/open";
import { isHeldBy } from "@/lib/attempts/state";
import { coveringCancellation, eventTypeOf } from "@/lib/cancellations/covering";
import type { Queryable } from "@/lib/db/pool";
import { isOfCancelledJob } from "@/lib/deliveries/job-state";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";

/** Nobody has cancelled it: no save, and no one the job that resends it. */
const isWanted = `${coveringCancellation("id", { eventType: eventTypeOf() })} is null
    and (delivery.resend_job is null or not ${isOfCancelledJob()})`;

/**
 * Extends the lease of deliveries that this dispatcher still holds, nobody has cancelled, and whose endpoint is active. Rows locked by
 * somebody else just now (a save that may be cancelling them) are skipped: they are neither confirmed nor lost. Tables are reached by
 * key, as in the claim: a join that the planner may turn round judges all that is pending.
 */
const revalidateStatement = `
with held as materialized (
  select * from unnest($1::bigint[], $2::smallint[], $3::int[]) as held (delivery_id, number, dispatcher_id)
), unlocked as materialized (
  select delivery.id
  from held cross join lateral (
    select delivery.id from delivery
    where delivery.id = held.delivery_id and ${isHeldBy("held.dispatcher_id", "held.number")}
      and exists (select from endpoint where endpoint.id = delivery.endpoint_id and endpoint.state = 'active')
      and ${isWanted}
    limit 1
    for no key update skip locked
  ) as delivery
), confirmed as (
  update delivery
  set ${setConfirmed}
  where delivery.id = any (array(select id from unlocked))
  returning delivery.id
)
select held.delivery_id::text as id,
  case when confirmed.id is not null then 'confirmed' when delivery.id is not null then 'unsure' else 'lost' end as standing
from held
  left join confirmed on confirmed.id = held.delivery_id
  left join lateral (
    select delivery.id from delivery
    where delivery.id = held.delivery_id and ${isHeldBy("held.dispatcher_id", "held.number")} and ${isWanted}
      and exists (select from endpoint where endpoint.id = delivery.endpoint_id and endpoint.state = 'active')
    limit 1
  ) as delivery on true`;

/**
 * Re-validates deliveries that are held but not begun, in place: confirmed ones may begin for another while, unsure ones
 * may not before they are confirmed. Returns the lost ones: held by others, cancelled, or of a suspended endpoint.
 */
export async function revalidate(db: Queryable, deliveries: HeldDelivery[]): Promise<Set<HeldDelivery>> {
  const lost = new Set<HeldDelivery>();
  if (deliveries.length === 0) return lost;
  const validatedAtMs = performance.now();
  const { rows } = await db.query<{ id: string; standing: "confirmed" | "unsure" | "lost" }>({
    name: "revalidate",
    text: revalidateStatement,
    values: [
      deliveries.map((held) => held.deliveryId),
      deliveries.map((held) => held.attemptNumber),
      deliveries.map((held) => held.dispatcherId),
    ],
  });
  const standings = new Map(rows.map((row) => [row.id, row.standing]));
  for (const held of deliveries) {
    const standing = standings.get(held.deliveryId);
    if (standing === "confirmed") held.validatedAtMs = validatedAtMs;
    else if (standing === "unsure") held.validatedAtMs = Number.NEGATIVE_INFINITY;
    else lost.add(held);
  }
  return lost;
}
