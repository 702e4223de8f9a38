import { begunAt, isClaimed } from "@/lib/attempts/state";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { NotFoundError, quoted } from "@/lib/errors";
import { parsePublicId } from "@/lib/ids";
import { deliveryColumns } from "./columns";
import {
  type AttemptRow,
  type AttemptUnderWay,
  type AttemptView,
  attemptUnderWay,
  attemptView,
  type DeliveryRow,
  type DeliveryView,
  deliveryView,
} from "./view";

/**
 * One delivery with all its attempts, in the order of their numbers. An attempt under way has no row yet: the delivery's row says
 * so (docs/decisions/0012).
 * @throws ForbiddenError, NotFoundError
 */
export async function readDelivery(
  actor: Actor,
  deliveryID: string,
): Promise<DeliveryView & { attempts: AttemptView[] }> {
  assertCan(actor, "deliveries:read");
  const id = parsePublicId("dlv", deliveryID);
  const { rows } = await pool().query<DeliveryRow>(
    `select ${deliveryColumns} where delivery.id = $1::bigint`,
    [id === null ? null : String(id)],
  );
  const delivery = rows[0];
  if (!delivery) throw new NotFoundError(`There is no delivery ${quoted(deliveryID)}.`);
  const attempts = await pool().query<AttemptRow>(
    "select * from attempt where delivery_id = $1::bigint order by number",
    [String(id)],
  );
  const underWay = await pool().query<AttemptUnderWay>(
    `select attempts as number, resend_by as triggered_by, ${begunAt()} as started_at from delivery
     where id = $1::bigint and done_at is null and ${isClaimed()}`,
    [String(id)],
  );
  const known = new Set(attempts.rows.map(({ number }) => number));
  const begun = underWay.rows.filter(({ number }) => !known.has(number));
  return {
    ...deliveryView(delivery),
    attempts: [
      ...attempts.rows.map((row) => attemptView(row, delivery)),
      ...begun.map((attempt) => attemptUnderWay(attempt, delivery)),
    ],
  };
}
