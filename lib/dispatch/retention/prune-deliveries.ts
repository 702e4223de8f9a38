import { setUnclaimed } from "@/lib/attempts/close";
import { isUnclaimed } from "@/lib/attempts/state";
import { isPendingByKey } from "@/lib/db/by-key";
import type { Queryable } from "@/lib/db/pool";
import { pruneInSteps } from "./prune-steps";

/**
 * One step along the primary key. Deletes what finished before the cut-off, its attempts with it (they have no foreign key,
 * docs/decisions/0012), and fails what has waited for a suspended endpoint since before the cut-off, that is since it was due
 * and the endpoint suspended (a resend only ends: its delivery is what it was); unless a dispatcher has it: that one releases
 * it within moments. Rows that somebody else has locked are left for the next run.
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
    and ${isPendingByKey()} and ${isUnclaimed()} and endpoint.state = 'suspended'
    and greatest(delivery.created_at, delivery.next_at, endpoint.state_changed_at) < $3::timestamptz
  for no key update of delivery skip locked
), attempts_deleted as (
  delete from attempt where delivery_id = any (array(select id from finished))
), deleted as (
  delete from delivery where id = any (array(select id from finished)) returning id
), expired as (
  update delivery
  set status = coalesce(resend_from, 'failed'), done_at = now(), ${setUnclaimed},
    resend_by = null, resend_from = null, resend_job = null,
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
  (select count(*)::int from deleted) as deliveries, (select count(*)::int from expired) as expired`;

/** Deletes deliveries, and fails what has waited too long. @param cutOff a time as the database writes it */
export async function pruneDeliveries(
  session: Queryable,
  cutOff: string,
  signal: AbortSignal | undefined,
): Promise<{ deliveries: number; expired: number }> {
  const pruned = { deliveries: 0, expired: 0 };
  let after = "0";
  await pruneInSteps(signal, async (limit) => {
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
