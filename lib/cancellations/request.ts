import { hasPending } from "@/lib/db/by-key";
import type { Tx } from "@/lib/db/pool";
import { urlHashOf } from "@/lib/db/url-hash";
import type { Removal } from "./view";

const requestStatement = `
with removed as materialized (
  select endpoint.id as endpoint_id, removal.event_type, removal.reason
  from unnest($1::event_type[], $2::text[], $3::cancel_reason[]) as removal (event_type, url_hash, reason)
    join endpoint on endpoint.url_hash = removal.url_hash
), stopped as (
  update cancellation set state = 'done', after_id = 0, seen = 0, finished_at = now()
  from removed
  where cancellation.state = 'restoring' and cancellation.endpoint_id = removed.endpoint_id
    and cancellation.event_type = removed.event_type
)
insert into cancellation (endpoint_id, event_type, reason, until_id, audit_entry_id)
select endpoint_id, event_type, reason, (select coalesce(max(id), 0) from delivery), $4::bigint from removed
where ${hasPending("removed.endpoint_id")}
  -- What an undo is just making pending is not seen yet.
  or exists (
    select from cancellation where state = 'restoring'
      and cancellation.endpoint_id = removed.endpoint_id and cancellation.event_type = removed.event_type
  )
returning id`;

/**
 * Cancels what waits for what a save takes away, in the save's transaction: one row for each for which anything waits, however many
 * deliveries there are (docs/decisions/0031). The caller holds the settings lock, so none is added behind the last one that is
 * covered. What an undo is still bringing back for it stays cancelled.
 * @param auditEntryId the save's entry in the history
 * @returns their ids
 */
export async function requestCancellations(
  tx: Tx,
  removals: readonly Removal[],
  auditEntryId: bigint,
): Promise<number[]> {
  if (removals.length === 0) return [];
  const { rows } = await tx.query<{ id: number }>(requestStatement, [
    removals.map(({ eventType }) => eventType),
    removals.map(({ url }) => urlHashOf(url)),
    removals.map(({ reason }) => reason),
    String(auditEntryId),
  ]);
  return rows.map(({ id }) => id);
}

/**
 * Brings back what the saves after an entry of the history cancelled, as far as it is wanted now again: what is cancelled
 * becomes pending step by step, and what was not yet cancelled stays pending.
 * @returns their ids
 */
export async function undoCancellations(tx: Tx, afterEntryId: bigint): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `update cancellation
     set state = 'restoring', after_at = null, after_id = 0, seen = 0, finished_at = null
     where audit_entry_id > $1::bigint and state in ('running', 'done') and exists (
       select from subscription join event_switch using (event_type)
       where subscription.endpoint_id = cancellation.endpoint_id
         and subscription.event_type = cancellation.event_type and event_switch.enabled
     )
     returning id`,
    [String(afterEntryId)],
  );
  return rows.map(({ id }) => id);
}
