import { z } from "zod";
import { maxLiveRows } from "@/lib/deliveries/live-rows";
import { parseCut } from "@/lib/deliveries/log-cut";
import { logFilterSchema } from "@/lib/deliveries/log-schema";

const deliveryIDSchema = z.string().regex(/^dlv_[1-9]\d{0,17}$/, { error: "is no delivery" });
const cutSchema = z.string().refine((text) => parseCut(text) !== null, { error: "is no place in the log" });

/**
 * What a page wants to be told of while it is open: its deliveries when they change, and how many rows that match `filter` came
 * above the cut `top`. Pure.
 */
export const followDeliveriesSchema = z.strictObject({
  ids: z.array(deliveryIDSchema).max(maxLiveRows, { error: `must be at most ${maxLiveRows}` }),
  newer: z.strictObject({ top: cutSchema, filter: logFilterSchema }).nullable(),
});
export type FollowDeliveries = z.output<typeof followDeliveriesSchema>;
