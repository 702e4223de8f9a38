import type { DeliveryView } from "@/lib/deliveries/view";

/** What a delivery can be in: its status, and where that is not enough why it waits or how it ended. */
export type Situation =
  | "being_cancelled"
  | "cancelled"
  | "delivered"
  | "delivered_resend_failed"
  | NonNullable<DeliveryView["failReason"]>
  | "calling"
  | "held_suspended"
  | "held_probed"
  | "held_in_order"
  | "held_by_rate"
  | "resend"
  | "retry"
  | "first";

/** The one that counts. Of several reasons to wait the one that must end first: a suspended URL before a probed one before the order. */
export function situationOf(delivery: DeliveryView): Situation {
  const { status, beingCancelled, failReason, lastOutcome, endpoint } = delivery;
  switch (status) {
    case "cancelled":
      return beingCancelled ? "being_cancelled" : "cancelled";
    case "delivered":
      return lastOutcome === null || lastOutcome === "delivered" ? "delivered" : "delivered_resend_failed";
    case "failed":
      return failReason ?? "schedule_used_up";
    case "pending":
      if (endpoint.state === "suspended") return "held_suspended";
      if (delivery.underWay) return "calling";
      if (endpoint.state === "probing") return "held_probed";
      if (delivery.waitsFor !== null) return "held_in_order";
      if (delivery.waitsForRate !== null) return "held_by_rate";
      if (delivery.resendBy !== null) return "resend";
      return delivery.attemptCount > 0 ? "retry" : "first";
    default:
      return status satisfies never;
  }
}
