import { z } from "zod";
import { largestMaxUrls, maxCheckedLines } from "@/lib/callback/url-limits";
import { byEventType, eventTypesText } from "@/lib/events/event-types";
import { listSchema } from "@/lib/list-schema";

/** The dialog's input and its rules: one schema for the browser and the server. */

const callback = z.strictObject({
  enabled: z.boolean(),
  /** The text area as typed: one URL a line. */
  urls: z.string(),
});

/** The input's shape alone. Which URLs are allowed depends on the operator's allow list: see `webhooksErrors`. */
export const webhooksShape = z.strictObject({
  /** The version that the user started from. Where it differs from the stored one, another save came in between. */
  version: z.string().max(100),
  ...byEventType(() => callback),
});

export type WebhooksInput = z.infer<typeof webhooksShape>;

const callbackBody = z.strictObject({
  enabled: z.boolean({ error: "must be true or false" }),
  urls: listSchema(z.string({ error: "must be a text" }), {
    max: maxCheckedLines(largestMaxUrls),
    error: "holds more URLs than any operator can allow",
    typeError: "must be a list of URLs",
  }).meta({
    description: "Each called in this form, byte for byte.",
    // The document says how many the operator allows.
    boundBy: "maxUrls",
  }),
});

/** The same as programs send it; the version is in If-Match. */
export const webhooksBody = z.strictObject(byEventType(() => callbackBody));

/** Whether the order of each instance is kept; programs say it as it is, */
export const orderBody = z.strictObject({
  ordered: z.boolean({ error: "must be true or false" }).meta({
    description: `Whether ${eventTypesText("and")} of one instance reach each URL one after the other, in this order.`,
  }),
});
/** and people from the version they saw. */
export const orderInput = orderBody.extend({ version: z.string().max(100) });
export type OrderInput = z.infer<typeof orderInput>;
