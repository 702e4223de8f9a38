import { hasOpenAttempt } from "@/lib/attempts/state";
import { hasStatusByKey, isKeyOf } from "@/lib/db/by-key";
import type { Queryable } from "@/lib/db/pool";
import type { OpenCancellation } from "./cancel-step";

/**
 * One step through what a cancellation has cancelled: each is pending again, due when it was. A delivery that a call under way
 * delivered after all is delivered. One whose call is still under way is skipped until its result is known: a second call could go
 * out beside it.
 */
const statement = `
with page as materialized (
  select id, status from delivery where cancellation_id = $1::int and id > $2::bigint order by id limit $4::int
), cancelled as materialized (
  select id from page where status = 'cancelled'
), restorable as materialized (
  select id, exists (select from attempt where delivery_id = delivery.id and outcome = 'delivered') as is_delivered
  from delivery
  where id = any (array(select id from cancelled)) and ${hasStatusByKey("cancelled")} and coalesce(cancellation_id, 0) = $1::int
    and not ${hasOpenAttempt()}
  for no key update skip locked
), restored as (
  update delivery
  set status = case when is_delivered then 'delivered'::delivery_status else 'pending' end,
    done_at = case when is_delivered then done_at end, cancel_reason = null, cancellation_id = null
  from restorable
  where ${isKeyOf("delivery.id", "restorable.id")}
), pass as (
  select (select count(*) from page) < $4::int as is_over,
    $3::int + (select count(*) from cancelled) - (select count(*) from restorable) as skipped, (select max(id) from page) as last_id
)
update cancellation
set state = case when is_over and skipped = 0 then 'restored'::cancellation_state else state end,
  finished_at = case when is_over and skipped = 0 then now() end,
  after_id = case when is_over then 0 else last_id end, seen = case when is_over then 0 else skipped end
from pass
where cancellation.id = $1::int
returning cancellation.state`;

/** Brings back at most `maxChanged` deliveries of a cancellation that is undone. */
export async function restoreStep(
  tx: Queryable,
  { id, after_id, seen }: OpenCancellation,
  maxChanged: number,
): Promise<"restoring" | "restored"> {
  const { rows } = await tx.query<{ state: "restoring" | "restored" }>(statement, [
    id,
    after_id,
    seen,
    maxChanged,
  ]);
  return rows[0]?.state ?? "restoring";
}
