import type pg from "pg";
import { leaseMs } from "@/lib/db/locks";
import { isFirstOfItsInstance } from "./claim";
import type { HeldDelivery } from "./held-delivery";

/**
 * Takes the oldest due delivery of each endpoint whose next probe is due. Of all dispatchers one gets it: it locks the
 * endpoint's row and moves the next probe past the lease, so that a probe whose dispatcher dies is made again by another.
 */
const probeStatement = (inOrder: boolean) => `
with ripe as materialized (
  select id from endpoint
  where id = any($1::int[]) and state = 'probing' and probe_at <= now()
  order by id
  limit $4
  for no key update skip locked
), due as materialized (
  select ripe.id as endpoint_id, job.id, job.locked_by, job.attempts, job.leased_until
  from ripe cross join lateral (
    select id, locked_by, attempts, leased_until from delivery
    where endpoint_id = ripe.id and done_at is null and next_at <= now()
      and (leased_until is null or leased_until <= now())
      ${inOrder ? isFirstOfItsInstance("ripe.id") : ""}
    order by next_at, id
    limit 1
    for no key update skip locked
  ) as job
), taken as (
  update endpoint set probe_at = now() + $3::int * interval '1 ms'
  where id = any (array(select endpoint_id from due))
), claimed as (
  update delivery
  set leased_until = now() + $3::int * interval '1 ms', attempts = attempts + 1, locked_by = $2
  where id = any (array(select id from due))
  returning id, endpoint_id, event_id, attempts, next_at
), closed as (
  insert into attempt (delivery_id, number, dispatcher_id, outcome, started_at, finished_at, cause)
  select id, attempts, locked_by, 'interrupted', leased_until - $3::int * interval '1 ms', now(),
    'The dispatcher gave no result in time; whether the call arrived is unknown.'
  from due where locked_by is not null
  on conflict (delivery_id, number) do update
  set outcome = excluded.outcome, finished_at = excluded.finished_at, cause = excluded.cause
  where attempt.outcome = 'in_progress'
)
select claimed.id::text as "deliveryId", claimed.attempts as "attemptNumber", claimed.endpoint_id as "endpointId",
  claimed.next_at::text as "dueAt", 1000 * extract(epoch from now() - claimed.next_at)::float8 as "overdueMs",
  event.id as "eventId", event.event_type as "eventType", event.instance_id as "instanceId", event.process_name as "processName"
from claimed cross join lateral (select * from event where id = claimed.event_id limit 1) as event`;

type ProbeRow = Omit<HeldDelivery, "dispatcherId" | "claimedAtMs" | "validatedAtMs" | "isProbe">;

/** Claims at most `most` probes among these endpoints; their calls are to begin at once. */
export async function claimProbes(
  pool: pg.Pool,
  dispatcherId: number,
  endpointIds: number[],
  { inOrder, most }: { inOrder: boolean; most: number },
): Promise<HeldDelivery[]> {
  const claimedAtMs = performance.now();
  const { rows } = await pool.query<ProbeRow>({
    name: inOrder ? "probe-in-order" : "probe",
    text: probeStatement(inOrder),
    values: [endpointIds, dispatcherId, leaseMs, most],
  });
  return rows.map((row) => ({
    ...row,
    dispatcherId,
    claimedAtMs,
    validatedAtMs: claimedAtMs,
    isProbe: true,
  }));
}
