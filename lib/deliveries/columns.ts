import { isUnderWay } from "@/lib/attempts/state";
import { coveringCancellation } from "@/lib/cancellations/covering";
import { earlierOfItsInstance } from "@/lib/db/earlier-delivery";

/**
 * What every query of deliveries reads; a lease that ran out is nobody's call any more. `being_cancelled`: why, where a save has
 * cancelled it and the row does not say so yet.
 */
export const deliveryColumns = `
  delivery.id::text, delivery.event_id, event.event_type, event.instance_id, event.process_name, delivery.endpoint_id,
  endpoint.url, endpoint.name as endpoint_name,
  delivery.status, delivery.cancel_reason, delivery.fail_reason, delivery.resend_by, delivery.resend_from, delivery.attempts,
  ${isUnderWay()} as under_way,
  delivery.next_at, delivery.last_outcome, delivery.last_status_code, delivery.last_total_ms,
  case when delivery.done_at is null then ${coveringCancellation("reason", { eventType: "event.event_type" })} end as being_cancelled,
  endpoint.state as endpoint_state, endpoint.state_reason, endpoint.probe_at, delivery.created_at, delivery.done_at,
  case when delivery.order_key is not null and delivery.done_at is null and (select ordered from webhook_settings where id = 1)
    then (select min(id)::text from ${earlierOfItsInstance()} as earlier)
  end as waits_for,
  delivery.next_at <= now() as is_due, endpoint.max_per_second, endpoint.max_at_once
  from delivery join event on event.id = delivery.event_id join endpoint on endpoint.id = delivery.endpoint_id`;

/**
 * Delivered, and a later resend failed. The words of the partial index `delivery_failure`, which also holds what failed or was
 * cancelled: with what is pending, every delivery whose last attempt did not succeed.
 */
export const isDeliveredBefore = "delivery.status = 'delivered' and delivery.last_outcome <> 'delivered'";
