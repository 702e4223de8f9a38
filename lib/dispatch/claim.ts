import type pg from "pg";
import { leaseMs } from "@/lib/db/locks";
import type { HeldDelivery } from "./held-delivery";
import type { Wish } from "./lane";
import { triggerOf } from "./trigger";

/** The end of a statement that claims the rows of its `due`, for the lease of `$1` milliseconds and the dispatcher `$2`. */
export const takeDue = `claimed as (
  update delivery
  set leased_until = now() + $1::int * interval '1 ms', attempts = attempts + 1, locked_by = $2
  where id = any (array(select id from due))
  returning id, endpoint_id, event_id, attempts, next_at, resend_by, resend_from
), closed as (
  insert into attempt (delivery_id, number, trigger, triggered_by, dispatcher_id, outcome, started_at, finished_at, cause)
  select id, attempts, ${triggerOf("resend_by")}, resend_by, locked_by, 'interrupted', leased_until - $1::int * interval '1 ms', now(),
    'The dispatcher gave no result in time; whether the call arrived is unknown.'
  from due where locked_by is not null
  on conflict (delivery_id, number) do update
  set outcome = excluded.outcome, finished_at = excluded.finished_at, cause = excluded.cause
  where attempt.outcome = 'in_progress'
)
select claimed.id::text as "deliveryId", claimed.attempts as "attemptNumber", claimed.endpoint_id as "endpointId",
  claimed.next_at::text as "dueAt", 1000 * extract(epoch from now() - claimed.next_at)::float8 as "overdueMs",
  claimed.resend_by as "resendBy", claimed.resend_from as "resendFrom",
  event.id as "eventId", event.event_type as "eventType", event.instance_id as "instanceId", event.process_name as "processName"
from claimed cross join lateral (select * from event where id = claimed.event_id limit 1) as event
order by claimed.next_at, claimed.id`;

/**
 * One statement, so that the transaction is as short as it can be: takes each endpoint's share of what is due, leases it and
 * counts the attempt up. From its commit on the delivery's own row says that this attempt is under way and by whom; the
 * attempt's row is written once, when its result is known (docs/decisions/0012). What is leased stays in the index of what is
 * due and is passed over: moving `next_at` instead would write all indexes of the table for each claim (docs/decisions/0010).
 *
 * Its commit does not wait for the disk. That is safe: the rows are visible to everybody at once, so the attempt is on record
 * before its call; a settled result is flushed with everything before it, this claim included; and what only a crash of
 * PostgreSQL itself can lose is the claim of a call still under way then, which is repeated after such a crash in any case.
 * The dispatcher's connection dies in that crash too, so it comes back under a new identity and no old result can match.
 *
 * A row whose lease ran out still names its old holder; that attempt is closed as interrupted here.
 *
 * Tables are reached by key, through `any (array(…))` or laterally, never by a join the planner may turn round: the plan is
 * made once for each connection, perhaps while the tables are empty.
 */
const claimStatement = (inOrder: boolean) => `
with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), due as materialized (
  select job.*
  from quick
    cross join unnest($3::int[], $4::int[], $5::timestamptz[], $6::bigint[]) as wish (endpoint_id, most, after_at, after_id)
    cross join lateral (
      select id, attempts, locked_by, leased_until, resend_by
      from delivery
      where endpoint_id = wish.endpoint_id and done_at is null
        and next_at <= now() and (next_at, id) > (wish.after_at, wish.after_id)
        and (leased_until is null or leased_until <= now()) and resend_job is null
        and exists (select from endpoint where id = wish.endpoint_id and state = 'active')
        ${inOrder ? isFirstOfItsInstance("wish.endpoint_id") : ""}
      order by next_at, id
      limit wish.most
      for no key update skip locked
    ) as job
), ${takeDue}`;

/** Where order is kept, a delivery waits while an earlier one of its instance to the same endpoint is pending (docs/decisions/0014). */
export function isFirstOfItsInstance(endpointId: string): string {
  return `and (order_key is null or not exists (
        select from delivery as earlier
        where earlier.endpoint_id = ${endpointId} and earlier.order_key = delivery.order_key
          and earlier.done_at is null and earlier.id < delivery.id
      ))`;
}

const statements = {
  anyOrder: { name: "claim", text: claimStatement(false) },
  inOrder: { name: "claim-in-order", text: claimStatement(true) },
};

/** A row of what `takeDue` returns. */
export type ClaimedRow = Omit<HeldDelivery, "dispatcherId" | "claimedAtMs" | "validatedAtMs" | "isProbe">;

/** Field by field: a spread of the driver's row took two kilobytes, and hundreds are held at a time. */
export function heldAs(
  row: ClaimedRow,
  { dispatcherId, claimedAtMs, isProbe }: Pick<HeldDelivery, "dispatcherId" | "claimedAtMs" | "isProbe">,
): HeldDelivery {
  return {
    deliveryId: row.deliveryId,
    attemptNumber: row.attemptNumber,
    dispatcherId,
    endpointId: row.endpointId,
    eventId: row.eventId,
    eventType: row.eventType,
    instanceId: row.instanceId,
    processName: row.processName,
    dueAt: row.dueAt,
    overdueMs: row.overdueMs,
    resendBy: row.resendBy,
    resendFrom: row.resendFrom,
    claimedAtMs,
    validatedAtMs: claimedAtMs,
    isProbe,
  };
}

const fromTheBeginning = { dueAt: "-infinity", deliveryId: "0" };

/** Claims what `wishes` ask for, oldest due first; each is on record as under way when this returns. */
export async function claimDue(
  pool: pg.Pool,
  dispatcherId: number,
  wishes: Wish[],
  { inOrder }: { inOrder: boolean },
): Promise<HeldDelivery[]> {
  const claimedAtMs = performance.now();
  const after = wishes.map((wish) => wish.after ?? fromTheBeginning);
  const { rows } = await pool.query<ClaimedRow>({
    ...(inOrder ? statements.inOrder : statements.anyOrder),
    values: [
      leaseMs,
      dispatcherId,
      wishes.map((wish) => wish.lane.endpointId),
      wishes.map((wish) => wish.limit),
      after.map((cursor) => cursor.dueAt),
      after.map((cursor) => cursor.deliveryId),
    ],
  });
  return rows.map((row) => heldAs(row, { dispatcherId, claimedAtMs, isProbe: false }));
}
