import { setUnclaimed } from "@/lib/attempts/close";
import { isKeyOf } from "@/lib/db/by-key";

/**
 * The end of a CTE that cancels pending deliveries, which its caller has locked: what is only being resent is what it was before
 * (docs/decisions/0023). Its claim ends, which breaks the fence of one that is being called; `resend_by` stays then, by which the
 * attempt is found if its dispatcher dies.
 * @param covered a CTE with `id`, `cancellation_id`, `reason` and `under_way` of each
 */
export function endDeliveries(covered: string): string {
  return `update delivery
  set status = coalesce(delivery.resend_from, 'cancelled'), done_at = now(), ${setUnclaimed},
    cancel_reason = case
      when delivery.resend_from is null then ${covered}.reason
      when delivery.resend_from = 'cancelled' then delivery.cancel_reason
    end,
    cancellation_id = case
      when delivery.resend_from is null then ${covered}.cancellation_id else delivery.cancellation_id
    end,
    resend_by = case when ${covered}.under_way then delivery.resend_by end, resend_from = null, resend_job = null
  from ${covered}
  where ${isKeyOf("delivery.id", `${covered}.id`)}
  returning delivery.id`;
}
