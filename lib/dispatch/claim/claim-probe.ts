import type pg from "pg";
import { lease } from "@/lib/attempts/lease";
import { isClaimable } from "@/lib/attempts/state";
import { isPendingByKey } from "@/lib/db/by-key";
import { isOfCancelledJob } from "@/lib/deliveries/job-state";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { maxPendingPerEndpoint } from "@/lib/dispatch/resend/limits";
import { type ClaimedRow, claimDueRows, coveredDue, dueColumns, heldAs, isFirstOfItsInstance } from "./claim";
import type { Cursor } from "./lane";

/** A probe is chosen among so many deliveries that have been due longest: more than there can be bulk resends. */
const maxConsidered = 2 * maxPendingPerEndpoint;

/** What may be claimed as a probe of this endpoint: due, still wanted, and in nobody's lease. Nothing is pending before `fromAt`. */
const isDue = (endpointId: string, fromAt: string, inOrder: boolean) => `
  endpoint_id = ${endpointId} and done_at is null and next_at >= ${fromAt} and next_at <= now() and ${isClaimable()}
  and (resend_job is null or not ${isOfCancelledJob()}) ${inOrder ? isFirstOfItsInstance(endpointId) : ""}`;

/**
 * Takes a delivery of each endpoint whose next probe is due, the longest due first, where there is one to send: endpoints with
 * nothing due take no place. Of all dispatchers one gets it: it locks the endpoint's row and moves the next probe past the
 * lease, so that a probe whose dispatcher dies is made again by another. A single resend goes first, a bulk resend last; else the
 * delivery with the fewest attempts, so that one which fails for its own reasons is not every probe (docs/decisions/0032).
 */
const probeStatement = (inOrder: boolean) => `
with probe_due as materialized (
  select endpoint.id, request.from_at
  from unnest($2::int[], $4::timestamptz[]) as request (endpoint_id, from_at) join endpoint on endpoint.id = request.endpoint_id
  where endpoint.state = 'probing' and endpoint.probe_at <= now()
    and (select delivery.id from delivery where ${isDue("endpoint.id", "request.from_at", inOrder)} limit 1) is not null
  order by endpoint.probe_at, endpoint.id
  limit $3
  for no key update of endpoint skip locked
), chosen as materialized (
  select one.id from probe_due cross join lateral (
    select id from (
      select id, attempts, next_at, resend_by, resend_job from delivery
      where ${isDue("probe_due.id", "probe_due.from_at", inOrder)}
      order by next_at, id
      limit ${maxConsidered}
    ) as oldest
    order by resend_job is not null, resend_by is null, attempts, next_at, id
    limit 1
  ) as one
), due as materialized (
  select ${dueColumns} from delivery
  where id = any (array(select id from chosen)) and ${isPendingByKey()} and ${isClaimable()}
  for no key update skip locked
), ${coveredDue}, probed as (
  update endpoint set probe_at = now() + ${lease}
  where id = any (array(select endpoint_id from due where not exists (select from covered where covered.id = due.id)))
), ${claimDueRows("uncovered")}`;

/** Claims at most `maxProbes` among these endpoints; their calls are to begin at once. */
export async function claimProbes(
  pool: pg.Pool,
  dispatcherId: number,
  requests: { endpointId: number; after: Cursor }[],
  { inOrder, maxProbes }: { inOrder: boolean; maxProbes: number },
): Promise<HeldDelivery[]> {
  const claimedAtMs = performance.now();
  const { rows } = await pool.query<ClaimedRow>({
    name: inOrder ? "probe-in-order" : "probe",
    text: probeStatement(inOrder),
    values: [
      dispatcherId,
      requests.map(({ endpointId }) => endpointId),
      maxProbes,
      requests.map(({ after }) => after.dueAt),
    ],
  });
  return rows.flatMap((row) =>
    row.isEnded ? [] : [heldAs(row, { dispatcherId, claimedAtMs, isProbe: true })],
  );
}
