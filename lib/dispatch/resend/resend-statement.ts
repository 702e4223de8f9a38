import { hasAttemptsLeft, hasOpenAttempt } from "@/lib/attempts/state";
import { coveringCancellation, eventTypeOf } from "@/lib/cancellations/covering";
import { hasStatusByKey } from "@/lib/db/by-key";
import { resendConditions } from "@/lib/deliveries/resend-filter";
import type { ResendJob } from "./job";
import { maxScanned } from "./limits";
import { endpoints } from "./next-job";

/** What stands for a step's values in its text. */
type Parameters = {
  jobId: string;
  after: string;
  until: string;
  max: string;
  status: string;
  /** What the job's filter asks of a delivery. */
  where: string;
};

/**
 * One step of the job that makes at most `limit` pending, with its values. A delivery to an endpoint that has enough pending ends the
 * step there when the endpoint keeps up; when it is busy, the delivery and all that follow for that endpoint are deferred: at
 * the end the job begins again with these.
 */
export function resendStatement(job: ResendJob, limit: number): { text: string; values: unknown[] } {
  const { where, values } = resendConditions(job.filter ?? {});
  const [jobId = "", after = "", until = "", max = ""] = [1, 2, 3, 4].map((n) => `$${values.length + n}`);
  const parameters = { jobId, after, until, max, status: String(job.status), where };
  const text = `
with ${endpoints}, job as materialized (
  select *, settings_version <> (select version from webhook_settings where id = 1) as stale
  from resend_job where id = ${jobId}
), ${matching(parameters)}, ${taken(parameters)}, ${judged(parameters)}, ${resent(parameters)}, ${moved(parameters)}
select (select state from moved) = 'done' as "isDone", (select after_id from moved) = ${after}::bigint as "isAtStop"`;
  return { text, values: [...values, job.id, job.after_id, job.until_id, limit] };
}

/**
 * What the job is to resend of the next page, each with its place among those to the same endpoint. The partial index of what has
 * not been delivered is found only where the statement itself says the status.
 */
const matching = ({ after, until, status, where }: Parameters) => `page as materialized (
  select id, event_id, endpoint_id, created_at, done_at from delivery
  where id > ${after}::bigint and id <= ${until}::bigint and status = '${status}'
  order by id limit ${maxScanned}
), matching as materialized (
  select page.id, page.event_id, page.endpoint_id, job.stale, job.deferred ? page.endpoint_id::text as is_deferred,
    endpoints.state, endpoints.busy, endpoints.capacity,
    count(*) over (partition by page.endpoint_id order by page.id) as nth
  from job cross join page join endpoints on endpoints.id = page.endpoint_id
    join delivery on delivery.id = page.id join event on event.id = page.event_id
  where page.done_at <= job.started_at and ${hasAttemptsLeft()}
    and (job.revisits is null or page.id >= (job.revisits ->> page.endpoint_id::text)::bigint)
    and (job.from_at is null or page.created_at >= job.from_at) and (job.to_at is null or page.created_at < job.to_at)
    and (coalesce(job.event_type::text, job.instance_id, job.process_name) is null or exists (
      select from event where event.id = page.event_id
        and (job.event_type is null or event.event_type = job.event_type)
        and (job.instance_id is null or event.instance_id = job.instance_id)
        and (job.process_name is null or event.process_name = job.process_name)
    ))
    and (job.url is null or strpos(endpoints.url, job.url) > 0)
    and (${where})
)`;

/** Those before the first that has to stop the step. */
const taken = ({ max }: Parameters) => `placed as materialized (
  select *, case
    when is_deferred then 'deferred' when state = 'suspended' or nth <= capacity then 'now' when busy then 'deferred' else 'stop'
  end as place
  from matching
), cut as materialized (
  select least(
    (select min(id) from placed where place = 'stop'),
    (select id from placed where place = 'now' order by id offset ${max} limit 1)
  ) as id
), taken as materialized (
  select placed.* from placed cross join cut where cut.id is null or placed.id < cut.id
)`;

/** Whether each may become pending now. */
const judged = ({ status }: Parameters) => `unlocked as materialized (
  select id from delivery
  where id = any (array(select id from taken where place = 'now')) and ${hasStatusByKey(status)}
  for no key update skip locked
), judged as materialized (
  select taken.id, case
    when unlocked.id is null then 'under_way'
    when taken.state = 'suspended' then 'suspended'
    when ${hasOpenAttempt("unlocked")} then 'under_way'
    when taken.stale and not exists (
      select from event join subscription on subscription.event_type = event.event_type
        join event_switch on event_switch.event_type = event.event_type and event_switch.enabled
      where event.id = taken.event_id and subscription.endpoint_id = taken.endpoint_id
    ) then 'removed'
    else 'resent'
  end as verdict
  from taken left join unlocked on unlocked.id = taken.id
  where taken.place = 'now'
)`;

/** Asked for after the save, it is none of what that save cancels (docs/decisions/0031). */
const newestCovering = coveringCancellation("id", { eventType: eventTypeOf(), which: "newest" });

const resent = ({ jobId, status }: Parameters) => `resent as (
  update delivery
  set status = 'pending', done_at = null, next_at = now(), resend_by = (select started_by from job),
    resend_from = '${status}', resend_job = ${jobId}, order_key = null,
    cancellation_id = coalesce(${newestCovering}, delivery.cancellation_id)
  where id = any (array(select id from judged where verdict = 'resent'))
  returning id, attempts
), noted as (
  insert into resend_delivery (job_id, delivery_id, attempts_before) select ${jobId}, id, attempts from resent
  on conflict (job_id, delivery_id) do nothing
)`;

/** The job goes on behind what was taken, or with what was deferred. */
const moved = ({ jobId }: Parameters) => `tally as (
  select case when cut.id is null then (select max(id) from page) else cut.id - 1 end as last,
    (select deferred from job) || coalesce((
      select jsonb_object_agg(endpoint_id::text, first) from (
        select endpoint_id, min(id) as first from taken where place = 'deferred' and not is_deferred group by endpoint_id
      ) as new
    ), '{}') as deferred,
    (select count(*) from judged where verdict = 'suspended') as suspended,
    (select count(*) from judged where verdict = 'under_way') as under_way,
    (select count(*) from judged where verdict = 'removed') as removed,
    (select count(*) from resent) as done
  from cut
), moved as (
  update resend_job
  set after_id = case
      when tally.last is not null then tally.last
      when tally.deferred = '{}' then until_id
      else (select min(first::bigint) - 1 from jsonb_each_text(tally.deferred) as each (endpoint_id, first))
    end,
    deferred = case when tally.last is null then '{}' else tally.deferred end,
    revisits = case when tally.last is null and tally.deferred <> '{}' then tally.deferred else revisits end,
    done = resend_job.done + tally.done,
    skipped_suspended = skipped_suspended + tally.suspended, skipped_under_way = skipped_under_way + tally.under_way,
    skipped_removed = skipped_removed + tally.removed,
    state = case when tally.last is null and tally.deferred = '{}' then 'done'::job_state else state end,
    finished_at = case when tally.last is null and tally.deferred = '{}' then now() end
  from tally where resend_job.id = ${jobId}
  returning state, after_id
)`;
