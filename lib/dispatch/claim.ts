import type pg from "pg";
import type { HeldDelivery } from "./held-delivery";
import { leaseMs } from "./held-delivery";
import type { Wish } from "./lanes";

/**
 * One statement, so that the transaction is as short as it can be: takes each endpoint's share of what is due, leases it,
 * counts the attempt up and inserts its row. What is leased stays in the index of what is due and is passed over: moving
 * `next_at` instead would write all indexes of the table for each claim (docs/decisions/0010).
 *
 * Its commit does not wait for the disk. That is safe: the rows are visible to everybody at once, so the attempt exists
 * before its call; a settled result is flushed with everything before it, this claim included; and what only a crash of
 * PostgreSQL itself can lose is the claim of a call still under way then, which is repeated after such a crash in any case.
 * The dispatcher's connection dies in that crash too, so it comes back under a new identity and no old result can match.
 *
 * A row whose lease ran out still names its old holder; that attempt is closed as interrupted here.
 *
 * Tables are reached by key, through `any (array(…))` or laterally, never by a join the planner may turn round: the plan is
 * made once for each connection, perhaps while the tables are empty.
 */
const claimStatement = `
with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), due as materialized (
  select job.id, job.locked_by
  from quick
    cross join unnest($1::int[], $2::int[], $3::timestamptz[], $4::bigint[]) as wish (endpoint_id, most, after_at, after_id)
    cross join lateral (
      select id, locked_by
      from delivery
      where endpoint_id = wish.endpoint_id and done_at is null
        and next_at <= now() and (next_at, id) > (wish.after_at, wish.after_id)
        and (leased_until is null or leased_until <= now())
        and exists (select from endpoint where id = wish.endpoint_id and state = 'active')
      order by next_at, id
      limit wish.most
      for no key update skip locked
    ) as job
), claimed as (
  update delivery
  set leased_until = now() + $5::int * interval '1 ms', attempts = attempts + 1, locked_by = $6
  where id = any (array(select id from due))
  returning id, endpoint_id, event_id, attempts, next_at
), begun as (
  insert into attempt (delivery_id, number, dispatcher_id)
  select id, attempts, $6 from claimed
), closed as (
  update attempt
  set outcome = 'interrupted', finished_at = now(), cause = 'The dispatcher gave no result in time; whether the call arrived is unknown.'
  where delivery_id = any (array(select id from due where locked_by is not null)) and outcome = 'in_progress'
)
select claimed.id::text as "deliveryId", claimed.attempts as "attemptNumber", claimed.endpoint_id as "endpointId",
  claimed.next_at::text as "dueAt", event.id as "eventId", event.event_type as "eventType",
  event.instance_id as "instanceId", event.process_name as "processName"
from claimed cross join lateral (select * from event where id = claimed.event_id limit 1) as event
order by claimed.next_at, claimed.id`;

type ClaimedRow = Omit<HeldDelivery, "dispatcherId" | "validatedAtMs">;

const fromTheBeginning = { dueAt: "-infinity", deliveryId: "0" };

/** Claims what `wishes` ask for, oldest due first; each row has its attempt row when this returns. */
export async function claimDue(pool: pg.Pool, dispatcherId: number, wishes: Wish[]): Promise<HeldDelivery[]> {
  const validatedAtMs = performance.now();
  const after = wishes.map((wish) => wish.after ?? fromTheBeginning);
  const { rows } = await pool.query<ClaimedRow>({
    name: "claim",
    text: claimStatement,
    values: [
      wishes.map((wish) => wish.lane.endpointId),
      wishes.map((wish) => wish.limit),
      after.map((cursor) => cursor.dueAt),
      after.map((cursor) => cursor.deliveryId),
      leaseMs,
      dispatcherId,
    ],
  });
  return rows.map((row) => ({ ...row, dispatcherId, validatedAtMs }));
}
