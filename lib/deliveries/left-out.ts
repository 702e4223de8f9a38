import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { publicId } from "@/lib/ids";

type LeftOutUrl = { endpointID: string; url: string; name: string | null };

/** The URLs that left an event out by their list of processes when it was recorded or sent (docs/decisions/0063). @throws ForbiddenError */
export async function readLeftOut(actor: Actor, eventID: string): Promise<LeftOutUrl[]> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<{ id: number; url: string; name: string | null }>(
    `select endpoint.id, url, name from event cross join unnest(left_out) with ordinality as left_out (id, place)
       join endpoint on endpoint.id = left_out.id
     where event.id = $1 order by place`,
    [eventID],
  );
  return rows.map(({ id, ...of }) => ({ endpointID: publicId("ep", id), ...of }));
}
