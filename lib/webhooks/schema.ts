import { z } from "zod";
import type { AllowRule } from "@/lib/address/allow-list";
import { boundedList } from "@/lib/bounded-list";
import { checkCallbackLines, maxJudged, maxUrls, type TypedUrls } from "@/lib/callback/url-lines";
import {
  byEventType,
  type EventType,
  eventTypeLabels,
  eventTypes,
  eventTypesText,
} from "@/lib/events/event-types";

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
  urls: boundedList(z.string({ error: "must be a text" }), {
    max: maxJudged,
    error: `must hold at most ${maxUrls} URLs`,
    typeError: "must be a list of URLs",
  }).meta({
    description: "At most 20, each called in this form, byte for byte.",
    maxItems: maxUrls,
  }),
});

/** The same as programs send it; the version is in If-Match. */
export const webhooksBody = z.strictObject(byEventType(() => callbackBody));

/** What is typed or sent for one event type. */
export type Callback = { enabled: boolean; urls: TypedUrls };

/** What is wrong with the URLs of all event types under the operator's allow list, one error a line. */
export function webhooksErrors(
  input: Record<EventType, Callback>,
  allow: readonly AllowRule[],
): { path: string; line?: number; message: string }[] {
  return eventTypes.flatMap((type) =>
    callbackErrors(type, input[type], allow).map((error) => ({ path: `${type}.urls`, ...error })),
  );
}

/** What is wrong with the URLs of one event type, as screens and the API show it. */
export function callbackErrors(
  type: EventType,
  { enabled, urls }: Callback,
  allow: readonly AllowRule[],
): { line?: number; message: string }[] {
  const { lines, errors } = checkCallbackLines(urls, allow);
  if (enabled && lines.length === 0 && errors.length === 0) {
    const message = `Callbacks are switched on for ${eventTypeLabels[type]}, but no URL is entered. Add one or switch it off.`;
    return [{ message }];
  }
  return errors;
}

/** Whether the order of each instance is kept; programs say it as it is, */
export const orderBody = z.strictObject({
  ordered: z.boolean({ error: "must be true or false" }).meta({
    description: `Whether ${eventTypesText("and")} of one instance reach each URL one after the other, in this order.`,
  }),
});
/** and people from the version they saw. */
export const orderInput = orderBody.extend({ version: z.string().max(100) });
export type OrderInput = z.infer<typeof orderInput>;
