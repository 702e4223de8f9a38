import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId, publicId } from "@/lib/ids";
import { conditions } from "./conditions";
import { idRange } from "./id-range";
import type { DeliveryFilter } from "./schema";
import type { Neighbours } from "./view";

/** The deliveries before and after this one in the list that the filter makes; null at its ends. @throws ForbiddenError */
export async function readNeighbours(
  actor: Actor,
  deliveryID: string,
  filter: DeliveryFilter,
): Promise<Neighbours> {
  assertCan(actor, "deliveries:read");
  const id = parsePublicId("dlv", deliveryID);
  if (id === null) return { newer: null, older: null };
  const { where, values } = conditions(filter);
  if (filter.from !== undefined || filter.to !== undefined) {
    const { after, until } = await idRange(pool(), filter);
    values.push(after, until);
    where.push(`delivery.id > $${values.length - 1}::bigint and delivery.id <= $${values.length}::bigint`);
  }
  values.push(String(id));
  const here = `$${values.length}::bigint`;
  const nearest = (sign: ">" | "<", order: "asc" | "desc") =>
    `(select delivery.id::text from delivery join event on event.id = delivery.event_id
      where ${where.join(" and ")} and delivery.id ${sign} ${here} order by delivery.id ${order} limit 1)`;
  const { rows } = await pool().query<Neighbours>(
    `select ${nearest(">", "asc")} as newer, ${nearest("<", "desc")} as older`,
    values,
  );
  const shown = (found: string | null | undefined) => (found ? publicId("dlv", found) : null);
  return { newer: shown(rows[0]?.newer), older: shown(rows[0]?.older) };
}
