import { z } from "zod";
import { eventTypes, storableText } from "@/lib/events/schema";
import { limitSchema } from "@/lib/page";

export const deliveryStatuses = ["pending", "delivered", "failed", "cancelled"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
export const deliveryStatusLabels: Record<DeliveryStatus, string> = {
  pending: "Pending",
  delivered: "Delivered",
  failed: "Failed",
  cancelled: "Cancelled",
};

const text = (longest: number) => storableText(longest).trim().optional();

/** What the log can be filtered by. `url` matches a part of it; the ids and names match whole. */
export const deliveryFilterSchema = z.object({
  status: z.enum(deliveryStatuses).optional(),
  eventType: z.enum(eventTypes).optional(),
  instanceID: text(128),
  processName: text(100),
  url: text(2_048),
});
export type DeliveryFilter = z.output<typeof deliveryFilterSchema>;

/** `cursor` is the last deliveryID of the page before. */
export const listDeliveriesSchema = deliveryFilterSchema.extend({
  limit: limitSchema,
  cursor: z
    .string()
    .regex(/^dlv_[1-9]\d{0,17}$/, { error: "is not a cursor of this list" })
    .optional(),
});
export type ListDeliveries = z.output<typeof listDeliveriesSchema>;
