import type pg from "pg";
import { leaseMs } from "@/lib/db/locks";
import { type ClaimedRow, coveredDue, dueColumns, heldAs, isFirstOfItsInstance, takeDue } from "./claim";
import type { HeldDelivery } from "./held-delivery";

/**
 * Takes the oldest due delivery of each endpoint whose next probe is due. Of all dispatchers one gets it: it locks the
 * endpoint's row and moves the next probe past the lease, so that a probe whose dispatcher dies is made again by another.
 */
const probeStatement = (inOrder: boolean) => `
with ripe as materialized (
  select id from endpoint
  where id = any($3::int[]) and state = 'probing' and probe_at <= now()
  order by id
  limit $4
  for no key update skip locked
), due as materialized (
  select job.*
  from ripe cross join lateral (
    select ${dueColumns} from delivery
    where endpoint_id = ripe.id and done_at is null and next_at <= now()
      and (leased_until is null or leased_until <= now())
      ${inOrder ? isFirstOfItsInstance("ripe.id") : ""}
    order by next_at, id
    limit 1
    for no key update skip locked
  ) as job
), ${coveredDue}, probed as (
  update endpoint set probe_at = now() + $1::int * interval '1 ms'
  where id = any (array(select endpoint_id from due where not exists (select from covered where covered.id = due.id)))
), ${takeDue}`;

/** Claims at most `most` probes among these endpoints; their calls are to begin at once. */
export async function claimProbes(
  pool: pg.Pool,
  dispatcherId: number,
  endpointIds: number[],
  { inOrder, most }: { inOrder: boolean; most: number },
): Promise<HeldDelivery[]> {
  const claimedAtMs = performance.now();
  const { rows } = await pool.query<ClaimedRow>({
    name: inOrder ? "probe-in-order" : "probe",
    text: probeStatement(inOrder),
    values: [leaseMs, dispatcherId, endpointIds, most],
  });
  return rows.flatMap((row) =>
    row.isEnded ? [] : [heldAs(row, { dispatcherId, claimedAtMs, isProbe: true })],
  );
}
