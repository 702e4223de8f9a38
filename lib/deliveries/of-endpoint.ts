import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId } from "@/lib/ids";
import { deliveryColumns } from "./columns";
import { type DeliveryRow, type DeliveryView, deliveryView } from "./view";

/** The latest deliveries to one endpoint, newest first; none when there is no such endpoint. @throws ForbiddenError */
export async function deliveriesOfEndpoint(
  actor: Actor,
  endpointID: string,
  limit: number,
): Promise<DeliveryView[]> {
  assertCan(actor, "deliveries:read");
  const id = parsePublicId("ep", endpointID);
  if (id === null) return [];
  const { rows } = await pool().query<DeliveryRow>(
    `select ${deliveryColumns} where delivery.endpoint_id = $1::bigint order by delivery.id desc limit $2`,
    [String(id), limit],
  );
  return rows.map(deliveryView);
}
