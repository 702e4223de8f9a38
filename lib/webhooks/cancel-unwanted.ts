import { leaseMs } from "@/lib/db/locks";
import type { Tx } from "@/lib/db/pool";

/**
 * Pending deliveries that nothing asks for any more; one that is only being resent is what it was before (docs/decisions/0023).
 * Clearing `locked_by` breaks the fence of one already claimed; its attempt
 * gets a row here, because from now on nothing else says that a call may be under way; `resend_by` stays then, by which the
 * attempt is found if its dispatcher dies.
 */
export async function cancelUnwanted(tx: Tx): Promise<void> {
  await tx.query(
    `
    with unwanted as materialized (
      select d.id, d.attempts, d.locked_by, d.leased_until, d.resend_by, exists (
        select 1 from subscription s where s.endpoint_id = d.endpoint_id and s.event_type = e.event_type
      ) as subscribed
      from delivery d join event e on e.id = d.event_id
      where d.done_at is null and not exists (
        select 1 from subscription s join event_switch w on w.event_type = s.event_type and w.enabled
        where s.endpoint_id = d.endpoint_id and s.event_type = e.event_type
      )
      for no key update of d
    ), under_way as (
      insert into attempt (delivery_id, number, trigger, triggered_by, dispatcher_id, started_at)
      select id, attempts, (case when resend_by is null then 'automatic' else 'manual' end)::attempt_trigger, resend_by,
        locked_by, leased_until - $1::int * interval '1 ms'
      from unwanted where locked_by is not null
      on conflict (delivery_id, number) do nothing
    )
    update delivery d
    set status = coalesce(d.resend_from, 'cancelled'), done_at = now(), locked_by = null, leased_until = null,
        cancel_reason = case
          when d.resend_from is null
            then case when subscribed then 'switched_off'::cancel_reason else 'url_removed'::cancel_reason end
          when d.resend_from = 'cancelled' then d.cancel_reason
        end,
        resend_by = case when unwanted.locked_by is not null then d.resend_by end, resend_from = null
    from unwanted
    where d.id = unwanted.id`,
    [leaseMs],
  );
}
