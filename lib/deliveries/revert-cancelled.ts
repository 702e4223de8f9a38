import { setUnclaimed } from "@/lib/attempts/close";
import { isUnclaimed } from "@/lib/attempts/state";
import type { Queryable } from "@/lib/db/pool";
import { isOfCancelledJob } from "./job-state";

/**
 * A dispatcher that has claimed one makes its call, or releases it; then its turn comes here. What was never sent before ends as
 * cancelled with that reason.
 */
const revertStatement = `
with unbegun as materialized (
  select id, resend_job, resend_from from delivery
  where resend_job is not null and done_at is null and ${isUnclaimed()} and ${isOfCancelledJob()}
  for no key update skip locked
), reverted as (
  update delivery
  set status = coalesce(resend_from, 'cancelled'), done_at = now(), ${setUnclaimed}, resend_by = null, resend_from = null, resend_job = null,
    fail_reason = case when resend_from = 'failed' then fail_reason end,
    cancel_reason = case when resend_from is null then 'send_cancelled' when resend_from = 'cancelled' then cancel_reason end
  where id = any (array(select id from unbegun))
), deleted as (
  delete from resend_delivery using unbegun
  where unbegun.resend_from is not null and job_id = unbegun.resend_job and delivery_id = unbegun.id
)
update resend_job set done = done - (
  select count(*) from unbegun where unbegun.resend_job = resend_job.id and resend_from is not null
)
where id in (select resend_job from unbegun)`;

/** Makes what cancelled jobs have made pending, and no dispatcher has claimed, what it was before. */
export async function revertCancelled(db: Queryable): Promise<void> {
  await db.query(revertStatement);
}
