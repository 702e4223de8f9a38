import type { AttemptOutcome } from "@/lib/callback/outcome-title";
import type { CancelReason, DeliveryStatus, FailReason } from "@/lib/db/generated/enums";
import type { EventOutcome } from "@/lib/events/event-outcomes";
import type { EventType } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";

export type EventRow = {
  id: string;
  event_type: EventType;
  instance_id: string;
  process_name: string;
  occurred_at: Date;
  outcome: EventOutcome;
  /** Ids and URLs of the endpoints that left it out by their list of processes. */
  left_out: { id: number; url: string }[];
};

export type EventDeliveryRow = {
  id: string;
  event_id: string;
  url: string;
  status: DeliveryStatus;
  cancel_reason: CancelReason | null;
  fail_reason: FailReason | null;
  attempts: number;
  last_outcome: AttemptOutcome | null;
  last_status_code: number | null;
  created_at: Date;
  done_at: Date | null;
};

/** One event of an instance, and what became of its deliveries. */
export type InstanceEvent = {
  eventID: string;
  eventType: EventType;
  processName: string;
  outcome: EventOutcome;
  occurredAt: string;
  actorName: string;
  /** How many URLs left it out by their list of processes. */
  leftOut: number;
  deliveries: { total: number; delivered: number; pending: number; failed: number; cancelled: number };
};

export type EventView = ReturnType<typeof eventView>;

/**
 * An event with its deliveries, in the order in which their URLs are entered; times are RFC 3339 UTC.
 * @param withReceivers whether the reader may know who is called and what they answered (`deliveries:read`)
 */
export function eventView(row: EventRow, deliveries: readonly EventDeliveryRow[], withReceivers: boolean) {
  return {
    eventID: row.id,
    eventType: row.event_type,
    instanceID: row.instance_id,
    processName: row.process_name,
    occurredAt: row.occurred_at.toISOString(),
    outcome: row.outcome,
    ...(withReceivers
      ? { leftOut: row.left_out.map(({ id, url }) => ({ endpointID: publicId("ep", id), url })) }
      : {}),
    deliveries: deliveries.map((delivery) => ({
      deliveryID: publicId("dlv", delivery.id),
      status: delivery.status,
      cancelReason: delivery.cancel_reason,
      failReason: delivery.fail_reason,
      attemptCount: delivery.attempts,
      createdAt: delivery.created_at.toISOString(),
      doneAt: delivery.done_at?.toISOString() ?? null,
      ...(withReceivers
        ? {
            url: delivery.url,
            lastOutcome: delivery.last_outcome,
            lastStatusCode: delivery.last_status_code,
          }
        : {}),
    })),
  };
}
