"use server";

import { z } from "zod";
import { countLog } from "@/lib/deliveries/count-log";
import { cancelJob, followJob } from "@/lib/deliveries/jobs";
import { logFilterSchema } from "@/lib/deliveries/log-schema";
import { resendDelivery } from "@/lib/deliveries/resend";
import { resendFilterSchema } from "@/lib/deliveries/resend-filter";
import { previewResend, resendLogged } from "@/lib/deliveries/resend-many";
import { sendUnsent } from "@/lib/deliveries/send-unsent";
import { endsLater, endsLaterError } from "@/lib/moment";
import { action } from "@/lib/web/action";
import { formKeySchema, onceForForm } from "@/lib/web/once-for-form";

export const resendAction = action(
  "deliveries:write",
  z.strictObject({ deliveryID: z.string(), idempotencyKey: formKeySchema }),
  (actor, { deliveryID, idempotencyKey }) =>
    onceForForm(actor, idempotencyKey, { deliveryID }, () => resendDelivery(actor, deliveryID)),
);

export const sendUnsentAction = action(
  "deliveries:write",
  z.strictObject({ eventID: z.string().max(64), idempotencyKey: formKeySchema }),
  (actor, { eventID, idempotencyKey }) =>
    onceForForm(actor, idempotencyKey, { eventID }, () => sendUnsent(actor, eventID)),
);

/** How many rows match now. */
export const countLogAction = action(
  "deliveries:read",
  logFilterSchema.refine(endsLater, endsLaterError),
  (actor, filter) => countLog(actor, filter),
);

export const previewResendAction = action("deliveries:read", resendFilterSchema, previewResend);

export const resendLoggedAction = action(
  "deliveries:write",
  resendFilterSchema.extend({ idempotencyKey: formKeySchema }),
  (actor, { idempotencyKey, ...filter }) =>
    onceForForm(actor, idempotencyKey, filter, () => resendLogged(actor, filter)),
);

const jobInput = z.strictObject({ jobID: z.string() });

export const followJobAction = action("deliveries:read", jobInput, (actor, { jobID }) =>
  followJob(actor, jobID),
);

export const cancelJobAction = action("deliveries:write", jobInput, async (actor, { jobID }) => {
  await cancelJob(actor, jobID);
  return followJob(actor, jobID);
});
