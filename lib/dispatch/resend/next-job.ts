import { isRunning } from "@/lib/deliveries/job-state";
import { maxPending, maxPendingPerEndpoint, maxPendingWhileBusy, slowAfterS } from "./limits";

/** Bulk resends that are pending, and how many more an endpoint may have (docs/decisions/0032). */
export const endpoints = `
pending as materialized (
  select endpoint_id, count(*) as n, min(next_at) < now() - interval '${slowAfterS} s' as slow
  from delivery where resend_job is not null and done_at is null group by endpoint_id
), endpoints as materialized (
  select endpoint.id, endpoint.state, endpoint.url, endpoint.state = 'probing' or coalesce(pending.slow, false) as busy,
    case when endpoint.state = 'probing' or coalesce(pending.slow, false) then ${maxPendingWhileBusy}
      else ${maxPendingPerEndpoint} end - coalesce(pending.n, 0) as capacity
  from endpoint left join pending on pending.endpoint_id = endpoint.id
)`;

/** The oldest job that runs and can go on: one that waits only for endpoints that are full lets the next one pass. */
export const nextJobStatement = `
with ${endpoints}
select id, status, filter, after_id, until_id, after_event, until_event, started_by,
  ${maxPending} - (select count(*)::int from delivery where resend_by is not null and done_at is null) as capacity
from resend_job
where ${isRunning} and (revisits is null or exists (
  select from endpoints
  where resend_job.revisits ? endpoints.id::text and (endpoints.state = 'suspended' or endpoints.capacity > 0)
))
order by id limit 1 for no key update of resend_job skip locked`;
