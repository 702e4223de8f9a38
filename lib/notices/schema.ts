import { z } from "zod";

export const markReadInput = z.strictObject({ noticeID: z.string().max(24) });

/** Query of the page of notices. */
export const noticeQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^ntc_[1-9]\d{0,17}$/, { error: "is not a cursor of this list" })
    .optional(),
});

/** An empty URL: notices are posted nowhere. */
export const webhookInput = z.strictObject({ url: z.string({ error: "must be a text" }).trim() });

export const subscriptionInput = z.strictObject({ mails: z.boolean() });
