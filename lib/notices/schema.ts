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
export const webhookInput = z.strictObject({
  url: z
    .custom<string | undefined>((given) => typeof given === "string", { error: "must be a text" })
    .transform((url = "") => url.trim()),
});

export const subscriptionInput = z.strictObject({ mails: z.boolean() });
