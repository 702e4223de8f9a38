"use server";

import { z } from "zod";
import { countNewer } from "@/lib/deliveries/count-log";
import { cancelJob, followJob } from "@/lib/deliveries/jobs";
import { parseCut } from "@/lib/deliveries/log-cut";
import { logFilterSchema } from "@/lib/deliveries/log-schema";
import { resendDelivery } from "@/lib/deliveries/resend";
import { resendFilterSchema } from "@/lib/deliveries/resend-filter";
import { previewResend, resendLogged } from "@/lib/deliveries/resend-many";
import { sendUnsent } from "@/lib/deliveries/send-unsent";
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

export const sendUnsentAction = action(
  "deliveries:write",
  z.strictObject({ eventID: z.string().max(64) }),
  (actor, { eventID }) => sendUnsent(actor, eventID),
);

export const previewResendAction = action("deliveries:read", resendFilterSchema, previewResend);

export const resendLoggedAction = action("deliveries:write", resendFilterSchema, resendLogged);

const jobInput = z.strictObject({ jobID: z.string() });

export const followJobAction = action("deliveries:read", jobInput, (actor, { jobID }) =>
  followJob(actor, jobID),
);

export const cancelJobAction = action("deliveries:write", jobInput, async (actor, { jobID }) => {
  await cancelJob(actor, jobID);
  return followJob(actor, jobID);
});
