import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId } from "@/lib/ids";
import { deliveryColumns } from "./columns";
import { idRange } from "./id-range";
import { listConditions } from "./list-conditions";
import type { ListDeliveries } from "./schema";
import { type DeliveryRow, type DeliveryView, deliveryView } from "./view";

/**
 * Deliveries that match, newest first, as the API filters them; the screens' log is `listLog`. `nextCursor` is null on the last
 * page; what arrives meanwhile shifts nothing.
 * @throws ForbiddenError
 */
export async function listDeliveries(
  actor: Actor,
  { limit, cursor, ...filter }: ListDeliveries,
): Promise<{ items: DeliveryView[]; nextCursor: string | null }> {
  assertCan(actor, "deliveries:read");
  const { where, values } = listConditions(filter);
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
