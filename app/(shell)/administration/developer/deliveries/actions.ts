"use server";

import { z } from "zod";
import { countNewer } from "@/lib/deliveries/count-log";
import { cancelJob, readJob } from "@/lib/deliveries/jobs";
import { parseCut } from "@/lib/deliveries/log-cut";
import { logFilterSchema } from "@/lib/deliveries/log-schema";
import { resendDelivery } from "@/lib/deliveries/resend";
import { countMatching, resendMatching } from "@/lib/deliveries/resend-many";
import { resendMatchingSchema } from "@/lib/deliveries/schema";
import { action } from "@/lib/web/action";

const cut = z
  .string()
  .transform(parseCut)
  .refine((parsed) => parsed !== null, { error: "is no place in the log" });
const newerInput = z.strictObject({ top: cut, filter: logFilterSchema });

export const countNewerDeliveries = action("deliveries:read", newerInput, (actor, { top, filter }) =>
  countNewer(actor, filter, top),
);

export const resendAction = action(
  "deliveries:write",
  z.strictObject({ deliveryID: z.string() }),
  (actor, { deliveryID }) => resendDelivery(actor, deliveryID),
);

export const countMatchingAction = action("deliveries:read", resendMatchingSchema, countMatching);

export const resendMatchingAction = action("deliveries:write", resendMatchingSchema, resendMatching);

const jobInput = z.strictObject({ jobID: z.string() });

export const readJobAction = action("deliveries:read", jobInput, (actor, { jobID }) => readJob(actor, jobID));

export const cancelJobAction = action("deliveries:write", jobInput, (actor, { jobID }) =>
  cancelJob(actor, jobID),
);
