import { z } from "zod";
import { checkCallbackLines } from "@/lib/callback/url-lines";
import type { AllowRule } from "@/lib/net/allow-list";

/** The dialog's input and its rules: one schema for the browser and the server. */

export const eventTypes = ["created", "updated", "deleted"] as const;
export type EventType = (typeof eventTypes)[number];
export const eventTypeLabels: Record<EventType, string> = {
  created: "Created",
  updated: "Updated",
  deleted: "Deleted",
};

const callback = z.strictObject({
  enabled: z.boolean(),
  /** The text area as typed: one URL a line. */
  urls: z.string(),
});

/** The input's form alone; what it may hold depends on the operator's allow list, see `webhooksInput`. */
export const webhooksShape = z.strictObject({
  /** The version the person started from; another one now means that somebody saved in between. */
  version: z.int(),
  created: callback,
  updated: callback,
  deleted: callback,
});

export type WebhooksInput = z.infer<typeof webhooksShape>;

/** The schema under the operator's allow list; its issues carry `path: [type, "urls"]` and, in `params`, the line. */
export function webhooksInput(allow: readonly AllowRule[]) {
  return webhooksShape.superRefine((input, context) => {
    for (const type of eventTypes) {
      for (const error of callbackErrors(type, input[type], allow)) {
        context.addIssue({
          code: "custom",
          path: [type, "urls"],
          message: error.message,
          params: { line: error.line },
        });
      }
    }
  });
}

/** What is wrong with one of the three, as people read it. */
export function callbackErrors(
  type: EventType,
  { enabled, urls }: { enabled: boolean; urls: string },
  allow: readonly AllowRule[],
): { line?: number; message: string }[] {
  const { lines, errors } = checkCallbackLines(urls, allow);
  if (enabled && lines.length === 0 && errors.length === 0) {
    const message = `Callbacks are switched on for ${eventTypeLabels[type]}, but no URL is entered. Add one or switch it off.`;
    return [{ message }];
  }
  return errors;
}

/** Whether the order of each instance is kept, and the settings version the person saw. */
export const orderInput = z.strictObject({ version: z.int(), ordered: z.boolean() });
export type OrderInput = z.infer<typeof orderInput>;

/** Which URL to test, and as which event type. */
export const testInput = z.strictObject({ url: z.string(), eventType: z.enum(eventTypes) });

/** One of something for each event type. */
export function byEventType<T>(make: (type: EventType) => T): Record<EventType, T> {
  return { created: make("created"), updated: make("updated"), deleted: make("deleted") };
}
