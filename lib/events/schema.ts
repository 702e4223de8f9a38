import { z } from "zod";
import { eventOutcomes } from "@/lib/events/event-outcomes";
import { eventTypes } from "@/lib/events/event-types";
import { listSchema } from "@/lib/list-schema";
import { endsLater, endsLaterError, momentSchema } from "@/lib/moment";
import { limitSchema } from "@/lib/page-limit";

/**
 * Text that can be stored and sent: PostgreSQL refuses U+0000 and encodeURIComponent throws on half a surrogate pair,
 * both long after the caller was told that all is well.
 */
export function storableText(maxLength: number) {
  return z
    .string({ error: "must be text" })
    .max(maxLength, { error: `must be at most ${maxLength} characters long`, abort: true })
    .refine((text) => !text.includes("\u0000") && text.isWellFormed(), {
      error: "contains a character that cannot be stored (U+0000 or half a surrogate pair)",
    });
}

/** A process's name: letters, digits, space and `-_.`, with a letter or digit among them. */
export const maxProcessNameLength = 100;
export const processNameSchema = storableText(maxProcessNameLength)
  .trim()
  .min(1, { error: "must not be empty" })
  .regex(/^[\p{L}\p{M}\p{Nd} \-_.]*$/u, {
    error: "may hold letters, digits, spaces and the characters - _ . only",
  })
  .regex(/[\p{L}\p{Nd}]/u, { error: "must contain a letter or a digit" })
  .meta({
    description: "Letters, digits, spaces and the characters - _ . with a letter or a digit among them.",
  });

export const eventTypeSchema = z.enum(eventTypes, { error: `must be one of ${eventTypes.join(", ")}` });

/** An event of an instance that is kept elsewhere, whose id may be whatever that platform uses. */
const newEventSchema = z.strictObject({
  eventType: eventTypeSchema,
  instanceID: storableText(128)
    .min(1, { error: "must not be empty" })
    .regex(/^\P{Cc}*$/u, { error: "must not contain control characters" })
    .meta({
      description:
        "As the platform spells it, without control characters; it need not be an instance of Callboard's.",
    }),
  processName: processNameSchema,
});

const maxEvents = 1_000;
const batch = listSchema(newEventSchema, {
  min: 1,
  max: maxEvents,
  error: "A batch holds 1 to 1,000 events.",
});

/** One event, or a batch that is recorded as a whole or not at all. */
export const newEventsSchema = z
  .union([newEventSchema, batch], {
    error: "The body must be an event, {eventType, instanceID, processName}, or a list of such events.",
  })
  .transform((given) => (Array.isArray(given) ? given : [given]));
export type NewEvents = z.output<typeof newEventsSchema>;

/** Query of the list. `cursor` is the last eventID of the page before. */
export const listEventsSchema = z
  .strictObject({
    instanceID: storableText(200).optional(),
    eventType: eventTypeSchema.optional(),
    outcome: z.enum(eventOutcomes, { error: `must be one of ${eventOutcomes.join(", ")}` }).optional(),
    from: momentSchema.optional().meta({ description: "Occurred at this time or later." }),
    to: momentSchema
      .optional()
      .meta({ description: "Occurred before this time, which is later than `from`." }),
    limit: limitSchema,
    cursor: z
      .string()
      .regex(/^evt_[0-9A-Z]{26}$/, { error: "is not a cursor of this list" })
      .optional(),
  })
  .refine(endsLater, endsLaterError);
export type ListEvents = z.output<typeof listEventsSchema>;
