import { leaseMs } from "@/lib/db/locks";
import type { Queryable } from "./database";
import type { HeldDelivery } from "./held-delivery";

const adoptStatement = `
with held as materialized (
  select * from unnest($1::bigint[], $2::smallint[], $3::int[]) as held (delivery_id, number, dispatcher_id)
), attempts as (
  update attempt
  set dispatcher_id = $4
  from held
  where attempt.delivery_id = held.delivery_id and attempt.number = held.number
    and attempt.dispatcher_id = held.dispatcher_id and attempt.outcome = 'in_progress'
)
update delivery
set locked_by = $4, leased_until = now() + $5::int * interval '1 ms'
from held
where delivery.id = held.delivery_id and delivery.locked_by = held.dispatcher_id
  and delivery.attempts = held.number and delivery.done_at is null`;

/**
 * Takes what this process still holds over to its new identity, if nobody released it in between. Where somebody did,
 * the fence of the new identity does not match either, so a result changes nothing. Every delivery given is changed in place
 * and must be validated before its call may begin.
 */
export async function adopt(db: Queryable, dispatcherId: number, deliveries: HeldDelivery[]): Promise<void> {
  if (deliveries.length > 0) {
    await db.query(adoptStatement, [
      deliveries.map((held) => held.deliveryId),
      deliveries.map((held) => held.attemptNumber),
      deliveries.map((held) => held.dispatcherId),
      dispatcherId,
      leaseMs,
    ]);
  }
  for (const held of deliveries) {
    held.dispatcherId = dispatcherId;
    held.validatedAtMs = Number.NEGATIVE_INFINITY;
  }
}
