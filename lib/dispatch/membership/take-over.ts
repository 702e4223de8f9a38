import { setTakenOver } from "@/lib/attempts/open";
import { isHeldBy } from "@/lib/attempts/state";
import type { Queryable } from "@/lib/db/pool";
import type { ReleaseQueue } from "@/lib/dispatch/claim/release-queue";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import type { Settler } from "@/lib/dispatch/settle/settler";
import type { DispatcherState } from "@/lib/dispatch/state";
import type { Registration } from "./register";

const takeOverStatement = `
with held as materialized (
  select * from unnest($1::bigint[], $2::smallint[], $3::int[]) as held (delivery_id, number, dispatcher_id)
)
update delivery
set ${setTakenOver("$4")}
from held
where delivery.id = held.delivery_id and ${isHeldBy("held.dispatcher_id", "held.number")}
returning delivery.id::text`;

/**
 * Takes what this process still holds over to its new identity, if nobody released it in between. What was taken over is changed in
 * place and must be validated before its call may begin.
 * @returns what is not ours any more. It keeps the old identity, so that no result of it can match: after a crash of PostgreSQL
 * a claim may be gone, and the same attempt of the same delivery be claimed again under the new one.
 */
export async function takeOver(
  db: Queryable,
  dispatcherId: number,
  deliveries: HeldDelivery[],
): Promise<Set<HeldDelivery>> {
  if (deliveries.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>(takeOverStatement, [
    deliveries.map((held) => held.deliveryId),
    deliveries.map((held) => held.attemptNumber),
    deliveries.map((held) => held.dispatcherId),
    dispatcherId,
  ]);
  const takenOver = new Set(rows.map(({ id }) => id));
  for (const held of deliveries) {
    if (takenOver.has(held.deliveryId)) held.dispatcherId = dispatcherId;
    held.validatedAtMs = Number.NEGATIVE_INFINITY;
  }
  return new Set(deliveries.filter((held) => !takenOver.has(held.deliveryId)));
}

/** Takes over all that this dispatcher holds, and drops what others have released meanwhile. */
export async function takeOverHeld(
  { client, dispatcherId }: Registration,
  {
    state: { lanes, calling },
    settler,
    releaseQueue,
  }: {
    state: Pick<DispatcherState, "lanes" | "calling">;
    settler: Pick<Settler, "unsettled">;
    releaseQueue: Pick<ReleaseQueue, "all" | "forget">;
  },
): Promise<void> {
  const unsettled = settler.unsettled().map((call) => call.held);
  const held = [...lanes.waiting(), ...calling, ...unsettled, ...releaseQueue.all()];
  const lost = await takeOver(client, dispatcherId, held);
  lanes.removeWhere((one) => lost.has(one));
  releaseQueue.forget(lost);
}
