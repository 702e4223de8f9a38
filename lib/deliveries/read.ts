import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { NotFoundError } from "@/lib/errors";
import { parsePublicId } from "@/lib/ids";
import { deliveryColumns } from "./list";
import {
  type AttemptRow,
  type AttemptView,
  attemptView,
  type DeliveryRow,
  type DeliveryView,
  deliveryView,
} from "./view";

/** One delivery with all its attempts, newest first. @throws ForbiddenError, NotFoundError */
export async function readDelivery(
  actor: Actor,
  deliveryID: string,
): Promise<DeliveryView & { attemptRecords: AttemptView[] }> {
  assertCan(actor, "deliveries:read");
  const id = parsePublicId("dlv", deliveryID);
  const { rows } = await pool().query<DeliveryRow>(
    `select ${deliveryColumns} where delivery.id = $1::bigint`,
    [id === null ? null : String(id)],
  );
  if (!rows[0]) throw new NotFoundError(`There is no delivery ${deliveryID}.`);
  const attempts = await pool().query<AttemptRow>(
    "select * from attempt where delivery_id = $1::bigint order by number desc",
    [String(id)],
  );
  return { ...deliveryView(rows[0]), attemptRecords: attempts.rows.map(attemptView) };
}
