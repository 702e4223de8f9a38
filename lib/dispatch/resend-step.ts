import type pg from "pg";
import { coveringCancellation, eventTypeOf } from "@/lib/cancellations/covering";
import { dueChannel, hintStatement, webhookSettingsLock } from "@/lib/db/locks";
import { isRefusedValue, reasonOf } from "./database";

/** Resends a job may have pending to active endpoints: new callbacks never queue behind more of them. */
export const mostPending = 1_000;
/** A step looks at so many deliveries and changes at most so many, in one transaction. */
const mostLooked = 5_000;
const mostResent = 500;

export type ResendJob = {
  id: number;
  status: "delivered" | "failed" | "cancelled";
  after_id: string;
  until_id: string;
  started_by: string;
};

/** Asked for after the save, it is none of what that save cancels (docs/decisions/0031). */
const newestCovering = coveringCancellation("id", { eventType: eventTypeOf(), which: "newest" });

/** The partial index of what has not been delivered is found only where the statement itself says the status. */
const stepStatement = (status: ResendJob["status"]) => `
with job as materialized (
  select *, settings_version <> (select version from webhook_settings where id = 1) as stale
  from resend_job where id = $1
), page as materialized (
  select id, event_id, endpoint_id, created_at, done_at from delivery
  where id > $2::bigint and id <= $3::bigint and status = '${status}'
  order by id limit ${mostLooked}
), matching as materialized (
  select page.id, page.event_id, page.endpoint_id, job.stale
  from job cross join page
  where page.done_at <= job.started_at
    and (job.from_at is null or page.created_at >= job.from_at) and (job.to_at is null or page.created_at < job.to_at)
    and (coalesce(job.event_type::text, job.instance_id, job.process_name) is null or exists (
      select from event where event.id = page.event_id
        and (job.event_type is null or event.event_type = job.event_type)
        and (job.instance_id is null or event.instance_id = job.instance_id)
        and (job.process_name is null or event.process_name = job.process_name)
    ))
    and (job.url is null or exists (
      select from endpoint where endpoint.id = page.endpoint_id and strpos(endpoint.url, job.url) > 0
    ))
  order by page.id limit $4
), free as materialized (
  select id from delivery
  where id = any (array(select id from matching)) and status = '${status}'
  for no key update skip locked
), judged as materialized (
  select matching.id, case
    when free.id is null then 'under_way'
    when (select state from endpoint where endpoint.id = matching.endpoint_id) = 'suspended' then 'suspended'
    when exists (select from attempt where delivery_id = free.id and outcome = 'in_progress') then 'under_way'
    when matching.stale and not exists (
      select from event join subscription on subscription.event_type = event.event_type
        join event_switch on event_switch.event_type = event.event_type and event_switch.enabled
      where event.id = matching.event_id and subscription.endpoint_id = matching.endpoint_id
    ) then 'removed'
    else 'resent'
  end as verdict
  from matching left join free on free.id = matching.id
), resent as (
  update delivery
  set status = 'pending', done_at = null, next_at = now(), resend_by = (select started_by from job),
    resend_from = '${status}', order_key = null,
    cancellation_id = coalesce(${newestCovering}, delivery.cancellation_id)
  where id = any (array(select id from judged where verdict = 'resent'))
  returning endpoint_id
), seen as (
  select case when (select count(*) from matching) >= $4 then (select max(id) from matching) else (select max(id) from page) end
    as last,
    (select count(*) from judged where verdict = 'suspended') as suspended,
    (select count(*) from judged where verdict = 'under_way') as under_way,
    (select count(*) from judged where verdict = 'removed') as removed,
    (select count(*) from resent) as done
), moved as (
  update resend_job
  set after_id = coalesce(seen.last, until_id), done = resend_job.done + seen.done,
    skipped_suspended = skipped_suspended + seen.suspended, skipped_under_way = skipped_under_way + seen.under_way,
    skipped_removed = skipped_removed + seen.removed,
    state = case when seen.last is null then 'done'::job_state else state end,
    finished_at = case when seen.last is null then now() end
  from seen where resend_job.id = $1
  returning state
)
select (select state from moved) = 'done' as "isDone",
  array(select distinct endpoint_id from resent order by endpoint_id) as "endpointIds"`;

/** What a step came to. full: enough is pending. */
export type Step = "none" | "full" | "stepped" | "done";

/**
 * Takes one step of the oldest job that runs and that nobody else is at, in one transaction, and tells the dispatchers.
 * @throws what the database throws; the job then is as it was, or has failed where trying again cannot help
 */
export async function resendStep(db: pg.PoolClient): Promise<{ step: Step; job: ResendJob | null }> {
  let job: ResendJob | undefined;
  await db.query("begin");
  try {
    // As for whoever records an event: a save comes wholly before this step or wholly after it.
    await db.query("select pg_advisory_xact_lock_shared($1)", [webhookSettingsLock]);
    const { rows } = await db.query<ResendJob>(
      `select id, status, after_id, until_id, started_by from resend_job
       where state = 'running' order by id limit 1 for no key update skip locked`,
    );
    job = rows[0];
    const room = job ? mostPending - (await pendingResends(db)) : 0;
    if (!job || room <= 0) {
      await db.query("rollback");
      return { step: job ? "full" : "none", job: job ?? null };
    }
    const stepped = await db.query<{ isDone: boolean; endpointIds: number[] }>(stepStatement(job.status), [
      job.id,
      job.after_id,
      job.until_id,
      Math.min(room, mostResent),
    ]);
    await db.query("commit");
    const { isDone = false, endpointIds = [] } = stepped.rows[0] ?? {};
    if (endpointIds.length > 0) {
      await db.query(hintStatement, [dueChannel, endpointIds.length <= 100 ? endpointIds.join(",") : ""]);
    }
    return { step: isDone ? "done" : "stepped", job };
  } catch (error) {
    await db.query("rollback").catch(() => undefined);
    if (job && isRefusedValue(error)) {
      await db.query(
        "update resend_job set state = 'failed', finished_at = now(), failure = $2 where id = $1 and state = 'running'",
        [job.id, reasonOf(error)],
      );
    }
    throw error;
  }
}

async function pendingResends(db: pg.PoolClient): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from delivery
     where resend_by is not null and done_at is null
       and exists (select from endpoint where endpoint.id = delivery.endpoint_id and state = 'active')`,
  );
  return rows[0]?.n ?? 0;
}
