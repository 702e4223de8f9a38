import { pool } from "@/lib/db/pool";
import { maxCounted } from "@/lib/stats/count";

/** How many deliveries wait for this endpoint, at most `maxCounted`; outside of any transaction, so that nobody waits for it. */
export async function countPending(endpointId: number): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    `select count(*)::int as n
     from (select from delivery where endpoint_id = $1 and done_at is null limit ${maxCounted}) as waiting`,
    [endpointId],
  );
  return rows[0]?.n ?? 0;
}
