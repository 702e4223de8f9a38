import { z } from "zod";
import { EndpointState } from "@/lib/db/generated/enums";
import { eventOutcomes } from "@/lib/events/event-outcomes";
import { eventTypes } from "@/lib/events/event-types";

/** Shapes that answers of several domains share. Strict: an answer with a field too many is a fault of ours. */

export const time = z.iso.datetime({ offset: false }).meta({ description: "RFC 3339, in UTC." });
export const eventID = z
  .string()
  .regex(/^evt_/)
  .meta({ examples: ["evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN"] });
export const deliveryID = z
  .string()
  .regex(/^dlv_\d+$/)
  .meta({ examples: ["dlv_42"] });
export const endpointID = z
  .string()
  .regex(/^ep_\d+$/)
  .meta({ examples: ["ep_7"] });
export const eventType = z.enum(eventTypes);
export const eventOutcome = z.enum(eventOutcomes).meta({
  description:
    "dispatched: there is a delivery for each URL; switched_off: callbacks of its type were off; no_urls: none was entered; process_not_wanted: every URL of its type has a list of processes, and none names this one.",
});
export const endpointState = z.enum(EndpointState);

/** A page of a list: newest first, and where the next page starts. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: "Give it as `cursor` to read on; null on the last page." }),
  });
}

/** RFC 9457. */
export const problemShape = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "What is wrong and what to do, as a sentence." }),
    errors: z
      .array(
        z.strictObject({
          path: z.string().meta({ description: "The field, as in FieldsMappings[3].value." }),
          line: z.int().optional().meta({ description: "The line of a list of URLs, from 1." }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: "Every problem found, where fields are to blame." }),
  })
  .meta({ id: "Problem" });
