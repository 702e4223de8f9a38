import { setTimeout as pause } from "node:timers/promises";
import { setUnclaimed } from "@/lib/attempts/close";
import { isUnclaimed } from "@/lib/attempts/state";
import { retentionLock } from "@/lib/db/locks";
import type { Queryable } from "@/lib/dispatch/database";

/** What one run took away: finished deliveries, events without any left, and those that had waited too long. */
export type Pruned = { deliveries: number; events: number; expired: number };

/**
 * One step along the primary key. Deletes what finished before the cut-off, its attempts with it (they have no foreign key,
 * docs/decisions/0012), and fails what has waited for a suspended endpoint since before the cut-off, that is since it was due
 * and the endpoint suspended (a resend only ends: its delivery is what it was); unless a dispatcher has it: that one gives it
 * back within moments. Rows that somebody else has locked are left for the next run.
 */
const deliveriesStatement = `
with page as materialized (
  select id, created_at from delivery where id > $1::bigint order by id limit $2::int
), finished as materialized (
  select id from delivery
  where id = any (array(select id from page where created_at < $3::timestamptz)) and done_at < $3::timestamptz
  for update skip locked
), waiting as materialized (
  select delivery.id from delivery join endpoint on endpoint.id = delivery.endpoint_id
  where delivery.id = any (array(select id from page where created_at < $3::timestamptz))
    and delivery.done_at is null and ${isUnclaimed()} and endpoint.state = 'suspended'
    and greatest(delivery.created_at, delivery.next_at, endpoint.state_changed_at) < $3::timestamptz
  for no key update of delivery skip locked
), forgotten as (
  delete from attempt where delivery_id = any (array(select id from finished))
), gone as (
  delete from delivery where id = any (array(select id from finished)) returning id
), expired as (
  update delivery
  set status = coalesce(resend_from, 'failed'), done_at = now(), ${setUnclaimed}, resend_by = null, resend_from = null, resend_job = null,
    fail_reason = case when resend_from is null then 'expired'::fail_reason when resend_from = 'failed' then fail_reason end
  where id = any (array(select id from waiting))
  returning id, endpoint_id, event_id, status, fail_reason
), counted as (
  insert into stats_entry (endpoint_ids, event_types, delivery_ids, unrecorded, failed)
  select array_agg(endpoint_id), array_agg(event_type), array_agg(expired.id),
    array(select generate_series(1, count(*)::int)), array(select generate_series(1, count(*)::int))
  from expired join event on event.id = expired.event_id
  where expired.status = 'failed' and expired.fail_reason = 'expired'
  having count(*) > 0
)
select (select max(id)::text from page) as last,
  coalesce((select bool_or(created_at < $3::timestamptz) from page), false) as "someOld",
  (select count(*)::int from gone) as deliveries, (select count(*)::int from expired) as expired`;

/** One step through the events older than the cut-off, in the order of their time; those with a delivery left stay. */
const eventsStatement = `
with page as materialized (
  select id, occurred_at from event
  where occurred_at < $4::timestamptz and occurred_at >= $1::timestamptz and (occurred_at, id) > ($1::timestamptz, $2::text)
  order by occurred_at, id limit $3::int
), alone as materialized (
  select id from event
  where id = any (array(select id from page)) and not exists (select from delivery where event_id = event.id)
  for update skip locked
), gone as (
  delete from event where id = any (array(select id from alone)) returning id
)
select last.occurred_at::text as "lastAt", last.id as "lastId", (select count(*)::int from gone) as events
from (select occurred_at, id from page order by occurred_at desc, id desc limit 1) as last`;

/** Answers kept for idempotency keys, which are worth nothing after their 24 hours (docs/decisions/0017). */
const keysStatement = `
delete from idempotency_key
where (owner_id, key) in (
  select owner_id, key from idempotency_key where created_at <= now() - interval '24 h' limit $1::int for update skip locked
)`;

/** Bulk resends that ended before the cut-off; who started and cancelled them stays in the history. */
const jobsStatement = `
delete from resend_job
where id in (select id from resend_job where finished_at < $2::timestamptz limit $1::int for update skip locked)`;

/** What jobs resent, before the jobs. */
const resentStatement = `
delete from resend_delivery
where (job_id, delivery_id) in (
  select job_id, delivery_id from resend_delivery join resend_job on resend_job.id = job_id
  where finished_at < $2::timestamptz limit $1::int
)`;

/** What is left of instances that were deleted before the cut-off: their events go as well. */
const deletedInstancesStatement = `
delete from deleted_instance
where instance_id in (
  select instance_id from deleted_instance where deleted_at < $2::timestamptz limit $1::int for update skip locked
)`;
/** What was verified of hours before the cut-off, and what was taken up again in them. */
const verifiedStatement = `
delete from verified_hour where hour in (select hour from verified_hour where hour < $2::timestamptz - interval '1 h' limit $1::int)`;
const reopenedStatement = `
delete from reopened_hour
where (hour, transaction) in (
  select hour, transaction from reopened_hour where at < $2::timestamptz - interval '1 h' limit $1::int
)`;
/** Sessions whose time is over, also those that ended before it (docs/decisions/0027). */
const sessionsStatement = `
delete from user_session
where id_hash in (select id_hash from user_session where expires_at <= now() limit $1::int for update skip locked)`;
/** Cancellations that ended before the cut-off: so has every delivery they cancelled. */
const cancellationsStatement = `
delete from cancellation
where id in (select id from cancellation where finished_at < $2::timestamptz limit $1::int for update skip locked)`;

/** Changes of endpoints' states before the cut-off, and of each endpoint all but the newest 1,000 (docs/decisions/0047). */
const stateChangesStatement = `
delete from endpoint_state_change
where id = any (array(
  select id from (
    (select id from endpoint_state_change where at < $2::timestamptz limit $1::int)
    union all
    (select change.id from endpoint cross join lateral (
      select id from endpoint_state_change where endpoint_id = endpoint.id order by id desc offset 1000 limit $1::int
    ) as change limit $1::int)
  ) as old
))`;

const deletedBeforeStatement = `
insert into retention (deleted_before) values ($1::timestamptz + interval '1 ms')
on conflict (id) do update set deleted_before = greatest(retention.deleted_before, excluded.deleted_before)`;

const [fewestRows, mostRows] = [50, 500];
/** A step holds its locks as long as it takes: one slower than this halves the next, one much faster doubles it. */
const slowMs = 40;
const minPauseMs = 10;

/**
 * Deletes finished deliveries, their attempts, events without deliveries, ended bulk resends and cancellations that are older than `days` by the
 * database's clock, and fails what has waited that long for a suspended endpoint. Never touches any other pending delivery. Works in
 * small transactions and rests between two as long as one took, so that it never takes more than half of one connection.
 * @param session one connection, not a pool: it holds an advisory lock meanwhile
 * @returns null when another process is at it
 * @throws what the database throws; what was done until then stays done
 */
export async function prune(
  session: Queryable,
  { days, signal }: { days: number; signal?: AbortSignal },
): Promise<Pruned | null> {
  const { rows } = await session.query<{ locked: boolean; cutOff: string }>(
    `select pg_try_advisory_lock($1) as locked, (now() - make_interval(days => $2::int))::text as "cutOff"`,
    [retentionLock, days],
  );
  const { locked, cutOff } = rows[0] ?? {};
  if (!locked || cutOff === undefined) return null;
  try {
    // First, and for good: whoever reconciles must not miss what is deleted from here on.
    await session.query(deletedBeforeStatement, [cutOff]);
    const { deliveries, expired } = await pruneDeliveries(session, cutOff, signal);
    const deletes = async (statement: string, values: unknown[]) =>
      ((await session.query(statement, values)).rowCount ?? 0) > 0;
    await inSteps(signal, (limit) => deletes(keysStatement, [limit]));
    await inSteps(signal, (limit) => deletes(sessionsStatement, [limit]));
    await inSteps(signal, (limit) => deletes(resentStatement, [limit, cutOff]));
    await inSteps(signal, (limit) => deletes(jobsStatement, [limit, cutOff]));
    await inSteps(signal, (limit) => deletes(deletedInstancesStatement, [limit, cutOff]));
    await inSteps(signal, (limit) => deletes(verifiedStatement, [limit, cutOff]));
    await inSteps(signal, (limit) => deletes(reopenedStatement, [limit, cutOff]));
    await inSteps(signal, (limit) => deletes(cancellationsStatement, [limit, cutOff]));
    await inSteps(signal, (limit) => deletes(stateChangesStatement, [limit, cutOff]));
    return { deliveries, expired, events: await pruneEvents(session, cutOff, signal) };
  } finally {
    // Where the connection is gone, so is the lock.
    await session.query("select pg_advisory_unlock($1)", [retentionLock]).catch(() => undefined);
  }
}

async function pruneDeliveries(session: Queryable, cutOff: string, signal: AbortSignal | undefined) {
  const pruned = { deliveries: 0, expired: 0 };
  let after = "0";
  await inSteps(signal, async (limit) => {
    const { rows } = await session.query<{
      last: string | null;
      someOld: boolean;
      deliveries: number;
      expired: number;
    }>(deliveriesStatement, [after, limit, cutOff]);
    const [step] = rows;
    // Ids follow time closely: behind a step that holds nothing old, nothing old comes.
    if (!step?.last || !step.someOld) return false;
    after = step.last;
    pruned.deliveries += step.deliveries;
    pruned.expired += step.expired;
    return true;
  });
  return pruned;
}

async function pruneEvents(session: Queryable, cutOff: string, signal: AbortSignal | undefined) {
  let events = 0;
  let after = { at: "-infinity", id: "" };
  await inSteps(signal, async (limit) => {
    const { rows } = await session.query<{ lastAt: string; lastId: string; events: number }>(
      eventsStatement,
      [after.at, after.id, limit, cutOff],
    );
    const [step] = rows;
    if (!step) return false;
    after = { at: step.lastAt, id: step.lastId };
    events += step.events;
    return true;
  });
  return events;
}

/** Takes steps of a size that keeps each short, with rests, until one says that there is no more, or until aborted. */
async function inSteps(signal: AbortSignal | undefined, step: (limit: number) => Promise<boolean>) {
  let limit = fewestRows;
  while (!signal?.aborted) {
    const startedAtMs = performance.now();
    if (!(await step(limit))) return;
    const tookMs = performance.now() - startedAtMs;
    if (tookMs > slowMs) limit = Math.max(fewestRows, Math.floor(limit / 2));
    else if (tookMs < slowMs / 2) limit = Math.min(mostRows, limit * 2);
    await pause(Math.max(minPauseMs, tookMs), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
