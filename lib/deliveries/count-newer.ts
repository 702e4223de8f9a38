import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId } from "@/lib/ids";
import { conditions } from "./conditions";
import type { DeliveryFilter } from "./schema";

/** How many deliveries came after this one; counting stops at 1,000. @throws ForbiddenError */
export async function countNewer(actor: Actor, deliveryID: string, filter: DeliveryFilter): Promise<number> {
  assertCan(actor, "deliveries:read");
  const { where, values } = conditions(filter);
  values.push(String(parsePublicId("dlv", deliveryID) ?? 0));
  const { rows } = await pool().query<{ n: number }>(
    `select count(*)::int as n from (
       select from delivery join event on event.id = delivery.event_id
       where ${where.join(" and ")} and delivery.id > $${values.length}::bigint limit 1000
     ) as newer`,
    values,
  );
  return rows[0]?.n ?? 0;
}
