"use server";

import { z } from "zod";
import { cancelJob, readJob } from "@/lib/deliveries/jobs";
import { resendDelivery } from "@/lib/deliveries/resend";
import { countMatching, resendMatching } from "@/lib/deliveries/resend-many";
import { resendMatchingSchema } from "@/lib/deliveries/schema";
import { action } from "@/lib/web/action";

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
