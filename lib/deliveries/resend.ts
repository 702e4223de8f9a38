import { hasAttemptsLeft, hasOpenAttempt, isClaimed, maxAttempts } from "@/lib/attempts/state";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { coveringCancellation, eventTypeOf } from "@/lib/cancellations/covering";
import { earlierOfItsInstance } from "@/lib/db/earlier-delivery";
import { afterCommit, inTransaction, type Tx } from "@/lib/db/pool";
import { lockSettingsShared } from "@/lib/db/settings-lock";
import { ConflictError, NotFoundError, quoted } from "@/lib/errors";
import { announceDue } from "@/lib/events/announce";
import { parsePublicId, publicId } from "@/lib/ids";
import { deliveryColumns } from "./columns";
import type { DeliveryStatus } from "./statuses";
import { type DeliveryRow, type DeliveryView, deliveryView } from "./view";

/**
 * Makes a new attempt of a delivery due at once, whatever became of it (docs/decisions/0023). It goes first of all that is
 * due for its URL; where that is probed, as the next probe, which is due now as well.
 * @returns the delivery, pending
 * @throws ForbiddenError, NotFoundError; ConflictError while it is being called, while its URL is suspended, while it waits for
 * an earlier one of its instance, and when it has been called as often as one can be
 */
export async function resendDelivery(actor: Actor, deliveryID: string): Promise<DeliveryView> {
  assertCan(actor, "deliveries:write");
  const id = parsePublicId("dlv", deliveryID);
  if (id === null) throw noDelivery(deliveryID);
  return inTransaction(async (tx) => {
    // A save of the URLs commits before this, and the resend stands, or begins after it, and cancels the delivery.
    await lockSettingsShared(tx);
    const found = await lockDelivery(tx, String(id));
    if (!found) throw noDelivery(deliveryID);
    const conflict = conflictOf(deliveryID, found);
    if (conflict) throw new ConflictError(conflict);
    await tx.query(makeDueStatement, [String(id), actor.name]);
    await tx.query("update endpoint set probe_at = now() where id = $1 and state = 'probing'", [
      found.endpointId,
    ]);
    await recordAudit(tx, actor, {
      action: "delivery.resent",
      subject: deliveryID,
      before: { status: found.status },
    });
    afterCommit(() => announceDue([found.endpointId]));
    const { rows } = await tx.query<DeliveryRow>(`select ${deliveryColumns} where delivery.id = $1::bigint`, [
      String(id),
    ]);
    if (!rows[0]) throw noDelivery(deliveryID);
    return deliveryView(rows[0]);
  });
}

const covering = coveringCancellation("reason", { eventType: eventTypeOf() });
const newestCovering = coveringCancellation("id", { eventType: eventTypeOf(), which: "newest" });

type LockedDelivery = {
  endpointId: number;
  /** As it is shown: one that a cancellation covers has ended. */
  status: DeliveryStatus;
  /** A dispatcher has it, or has a call of it under way that a save cancelled. */
  underWay: boolean;
  suspended: boolean;
  hasAttemptsLeft: boolean;
  waitsFor: string | null;
};

async function lockDelivery(tx: Tx, id: string): Promise<LockedDelivery | undefined> {
  // Locked first: what the next statement sees then stays.
  await tx.query("select from delivery where id = $1::bigint for no key update", [id]);
  const { rows } = await tx.query<LockedDelivery>(
    `select delivery.endpoint_id as "endpointId",
       case when delivery.done_at is null and ${covering} is not null then coalesce(delivery.resend_from, 'cancelled')
         else delivery.status end as status,
       ${isClaimed()} or ${hasOpenAttempt()} as "underWay",
       endpoint.state = 'suspended' as suspended, ${hasAttemptsLeft()} as "hasAttemptsLeft",
       case when delivery.order_key is not null and delivery.done_at is null and ${covering} is null
           and (select ordered from webhook_settings where id = 1) then (
         select min(id)::text from ${earlierOfItsInstance()} as earlier
       ) end as "waitsFor"
     from delivery join endpoint on endpoint.id = delivery.endpoint_id where delivery.id = $1::bigint`,
    [id],
  );
  return rows[0];
}

function conflictOf(deliveryID: string, found: LockedDelivery): string | null {
  const { underWay, suspended, waitsFor } = found;
  if (!found.hasAttemptsLeft) {
    return `${deliveryID} has been called ${maxAttempts.toLocaleString("en")} times, which is as often as one can be.`;
  }
  if (underWay) return `${deliveryID} is being called right now. Wait for the result.`;
  if (suspended) return `The URL of ${deliveryID} is suspended; resume it first.`;
  if (waitsFor === null) return null;
  return `The order of each instance is kept, and ${deliveryID} waits for ${publicId("dlv", waitsFor)}. Resend that one first.`;
}

/**
 * One that had ended leaves the order of its instance: later ones neither wait for it nor it for them. Why it had ended stays
 * in its row, since it may end so again. One that a running cancellation covers has ended as well, whatever its row says; naming
 * the newest that does takes it out of all of them (docs/decisions/0031).
 */
const makeDueStatement = `
with found as materialized (
  select delivery.id, delivery.done_at is not null or ${covering} is not null as has_ended, ${covering} as reason,
    ${newestCovering} as cancellation_id
  from delivery where id = $1::bigint
)
update delivery
set status = 'pending', done_at = null, resend_by = $2, resend_job = null,
  resend_from = case
    when delivery.done_at is not null then delivery.status
    when found.has_ended then coalesce(resend_from, 'cancelled')
    else resend_from
  end,
  cancel_reason = case
    when delivery.done_at is null and found.has_ended and resend_from is null then found.reason else cancel_reason
  end,
  cancellation_id = coalesce(found.cancellation_id, delivery.cancellation_id),
  order_key = case when not found.has_ended then order_key end,
  next_at = least(now(), (
    select min(waiting.next_at) - interval '1 microsecond' from delivery as waiting
    where waiting.endpoint_id = delivery.endpoint_id and waiting.done_at is null
  ))
from found
where delivery.id = found.id`;

function noDelivery(deliveryID: string): NotFoundError {
  return new NotFoundError(`There is no delivery ${quoted(deliveryID)}.`);
}
