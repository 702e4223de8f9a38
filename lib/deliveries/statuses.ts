export const deliveryStatuses = ["pending", "delivered", "failed", "cancelled"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
export const deliveryStatusLabels: Record<DeliveryStatus, string> = {
  pending: "Pending",
  delivered: "Delivered",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** How a delivery can have ended; what is pending is sent by itself. */
export const endedStatuses = ["failed", "delivered", "cancelled"] as const;
export type EndedStatus = (typeof endedStatuses)[number];

/** What can be sent again, or for the first time. */
export const resendableStatuses = [...endedStatuses, "not_sent"] as const;
export type ResendableStatus = (typeof resendableStatuses)[number];
