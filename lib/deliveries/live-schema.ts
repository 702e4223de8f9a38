import { z } from "zod";
import { maxLiveRows } from "@/lib/deliveries/live-rows";
import { parseCursor } from "@/lib/deliveries/log-cursor";
import { logFilterSchema } from "@/lib/deliveries/log-schema";

const deliveryIDSchema = z.string().regex(/^dlv_[1-9]\d{0,17}$/, { error: "is no delivery" });
const cursorSchema = z
  .string()
  .refine((text) => parseCursor(text) !== null, { error: "is no place in the log" });

/**
 * What a page wants to be told of while it is open: its deliveries when they change, and how many rows that match `filter` came
 * above the cursor `top`. Pure.
 */
export const followDeliveriesSchema = z.strictObject({
  ids: z.array(deliveryIDSchema).max(maxLiveRows, { error: `must be at most ${maxLiveRows}` }),
  newer: z.strictObject({ top: cursorSchema, filter: logFilterSchema }).nullable(),
});
export type FollowDeliveries = z.output<typeof followDeliveriesSchema>;
