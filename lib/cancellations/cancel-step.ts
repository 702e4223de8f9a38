import { recordOpen } from "@/lib/attempts/open";
import { attemptColumns, isClaimed } from "@/lib/attempts/state";
import { isPendingByKey } from "@/lib/db/by-key";
import type { Queryable } from "@/lib/db/pool";
import { endDeliveries } from "./end-deliveries";

/** A cancellation whose row this transaction has locked. bigint and times as texts: a time keeps its microseconds. */
export type OpenCancellation = {
  id: number;
  state: "running" | "restoring";
  endpoint_id: number;
  event_type: string;
  reason: string;
  until_id: string;
  after_at: string | null;
  after_id: string;
  seen: number;
};

/** Deliveries of the endpoint that a step scans; it skips those of other event types. */
const maxScanned = 5_000;

/**
 * One step of a pass through what is pending for the endpoint, in the order of the index of what is due. An attempt under way
 * gets its row here, because from now on nothing else says that a call may be under way (docs/decisions/0012). It skips
 * what others have locked. A delivery may move back in the order meanwhile, so the cancellation is done when a pass met none, or was
 * one step that skipped none.
 */
const statement = `
with page as materialized (
  select id, next_at, event_id, cancellation_id from delivery
  where endpoint_id = $2::int and done_at is null
    and (next_at, id) > (coalesce($6::timestamptz, '-infinity'), $7::bigint)
  order by next_at, id limit ${maxScanned}
), matching as materialized (
  select page.id, page.next_at from page
  where page.id <= $5::bigint and coalesce(page.cancellation_id, 0) < $1::int
    and (select event_type from event where event.id = page.event_id) = $3::event_type
  limit $9::int
), covered as materialized (
  select ${attemptColumns}, $1::int as cancellation_id, $4::cancel_reason as reason,
    ${isClaimed()} as under_way
  from delivery
  where id = any (array(select id from matching)) and ${isPendingByKey()} and coalesce(cancellation_id, 0) < $1::int
  for no key update skip locked
), under_way as (${recordOpen("covered")}
), ended as (
  ${endDeliveries("covered")}
), pass as materialized (
  select matched, matched < $9::int and (select count(*) from page) < ${maxScanned} as is_over,
    $6::timestamptz is null and matched = (select count(*) from covered) as is_whole
  from (select count(*) as matched from matching) as counted
)
update cancellation
set state = case when is_finished then 'done'::cancellation_state else state end, finished_at = case when is_finished then now() end,
  after_at = case when not is_over then last_at end, after_id = case when is_over then 0 else last_id end,
  seen = case when is_over then 0 else $8::int + matched end
from (
  select is_over, matched, is_over and (is_whole or $8::int + matched = 0) as is_finished, last_at, last_id
  from pass left join lateral (
    select next_at as last_at, id as last_id from (
      select next_at, id from matching where pass.matched >= $9::int
      union all select next_at, id from page where pass.matched < $9::int
    ) as scanned order by next_at desc, id desc limit 1
  ) as last on true
) as pass
where cancellation.id = $1::int
returning cancellation.state`;

/** Cancels at most `maxChanged` deliveries of a running cancellation. */
export async function cancelStep(
  tx: Queryable,
  cancellation: OpenCancellation,
  maxChanged: number,
): Promise<"running" | "done"> {
  const { rows } = await tx.query<{ state: "running" | "done" }>(statement, [
    cancellation.id,
    cancellation.endpoint_id,
    cancellation.event_type,
    cancellation.reason,
    cancellation.until_id,
    cancellation.after_at,
    cancellation.after_id,
    cancellation.seen,
    maxChanged,
  ]);
  return rows[0]?.state ?? "running";
}
