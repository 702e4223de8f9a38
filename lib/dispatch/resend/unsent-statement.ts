import { isKeyOf } from "@/lib/db/by-key";
import { wantsProcess } from "@/lib/db/wants-process";
import { unsentConditions } from "@/lib/deliveries/resend-filter";
import type { ResendJob } from "./job";
import { maxScanned } from "./limits";
import { endpoints } from "./next-job";

/**
 * One step of a job that sends events which were never sent: each to every URL that its type is for now and that wants its process,
 * with the event's own id.
 * The event's outcome changes with the deliveries it gets, so whoever comes second finds nothing to send (docs/decisions/0048).
 * The step ends where a URL that keeps up has enough pending, or where `limit` deliveries are made, after one event at least.
 * What is for a URL that does not keep up waits like any other callback for it: no such URL holds up the job.
 */
export function unsentStatement(job: ResendJob, limit: number): { text: string; values: unknown[] } {
  const { where, values } = unsentConditions(job.filter ?? {});
  const [jobId, after, until, max] = [1, 2, 3, 4].map((n) => `$${values.length + n}`);
  const text = `
with ${endpoints}, job as materialized (
  select * from resend_job where id = ${jobId}
), target as materialized (
  select event_type, subscription.endpoint_id, subscription.position, endpoints.capacity,
    endpoints.busy or endpoints.state = 'suspended' as aside
  from event_switch join subscription using (event_type) join endpoints on endpoints.id = subscription.endpoint_id
  where event_switch.enabled
), page as materialized (
  select * from event where id > ${after} and id <= ${until} order by id limit ${maxScanned}
), matching as materialized (
  select event.id, event.event_type, event.process_name from page as event
  where event.occurred_at <= (select started_at from job) and ${where}
), asked as materialized (
  select matching.id, target.*, ${wantsProcess("target.endpoint_id", "matching.process_name")} as wants
  from matching join target using (event_type)
), wanted as materialized (
  select *, count(*) over (partition by endpoint_id order by id) as nth, count(*) over (order by id) as total
  from asked where wants
), meant as materialized (
  select id, count(*) filter (where wants) as urls, array_agg(endpoint_id order by position) filter (where not wants) as left_out
  from asked group by id having bool_or(wants)
), cut as materialized (
  select min(id) as id from wanted
  where not aside and nth > capacity or total > ${max} and id > (select min(id) from wanted)
), taken as materialized (
  select matching.* from matching cross join cut where cut.id is null or matching.id < cut.id
), sent as (
  update event set outcome = 'dispatched', expected = meant.urls, outcome_before = event.outcome, left_out = meant.left_out
  from meant
  where ${isKeyOf("event.id", "meant.id")} and meant.id in (select id from taken) and event.outcome::text <> 'dispatched'
  returning event.id
), added as (
  insert into delivery (event_id, endpoint_id, resend_by, resend_job)
  select sent.id, endpoint_id, case when not aside then (select started_by from job) end, case when not aside then ${jobId}::int end
  from sent join wanted on wanted.id = sent.id
  order by sent.id, position
  returning id
), noted as (
  insert into resend_delivery (job_id, delivery_id, attempts_before) select ${jobId}, id, 0 from added
), tally as (
  select case when cut.id is null then (select max(id) from page) else coalesce((select max(id) from page where id < cut.id), ${after}) end
      as last,
    (select count(*) from sent) as done,
    (select count(*) from taken where id not in (select id from meant)) as removed,
    (select count(*) from taken where id in (select id from meant)) as meant
  from cut
), moved as (
  update resend_job
  set after_event = coalesce(tally.last, until_event), done = resend_job.done + tally.done,
    skipped_removed = skipped_removed + tally.removed, skipped_under_way = skipped_under_way + tally.meant - tally.done,
    state = case when tally.last is null then 'done'::job_state else state end,
    finished_at = case when tally.last is null then now() end
  from tally where resend_job.id = ${jobId}
  returning state, after_event
)
select (select state from moved) = 'done' as "isDone", (select after_event from moved) = ${after} as "isAtStop"`;
  return { text, values: [...values, job.id, job.after_event, job.until_event, limit] };
}
