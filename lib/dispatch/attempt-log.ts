import { log } from "@/lib/log";
import type { CallRecord } from "@/lib/net/call-record";
import type { HeldDelivery } from "./held-delivery";

/** One line an attempt. A receiver's failure is `info`: it is the receiver's, and the record holds it. */
export function logAttempt(held: HeldDelivery, record: CallRecord): void {
  log.info({
    event: "delivery.attempted",
    deliveryId: held.deliveryId,
    eventId: held.eventId,
    endpointId: held.endpointId,
    attemptNumber: held.attemptNumber,
    outcome: record.outcome,
    statusCode: record.statusCode,
    durationMs: Math.round(record.totalMs * 10) / 10,
  });
}
