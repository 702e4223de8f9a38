import { z } from "zod";
import { maxTestedTogether } from "@/lib/callback/url-limits";
import { clientCertificateSchema } from "@/lib/endpoints/certificate-schema";
import {
  byDescriptionField,
  type DescriptionField,
  maxNameLength,
  maxNoteLength,
} from "@/lib/endpoints/description";
import { requestHeadersSchema } from "@/lib/endpoints/header-schema";
import { eventTypes } from "@/lib/events/event-types";
import { listSchema } from "@/lib/list-schema";
import { limitSchema } from "@/lib/page-limit";

const eventType = z.enum(eventTypes, { error: `must be one of ${eventTypes.join(", ")}` });

/** Query of the list. `cursor` is the one a page before gave. */
export const listEndpointsSchema = z.strictObject({
  limit: limitSchema,
  cursor: z
    .string()
    .regex(/^ep_[1-9]\d{0,8}$/, { error: "is not a cursor of this list" })
    .optional(),
});
export type ListEndpoints = z.output<typeof listEndpointsSchema>;

/** Which URL to test, saved or not, and what to send: the sample instance as an event type, or a past event (a dry run). */
export const testUrlInput = z
  .strictObject({
    url: z.string({ error: "must be a text" }),
    eventType: eventType.optional().meta({
      description: "Sends the sample instance as this event type; needed unless `eventID` is given.",
    }),
    eventID: z.string({ error: "must be a text" }).optional().meta({
      description:
        "A dry run: sends this past event's own instance, process and type; instead of `eventType`.",
    }),
  })
  .refine(({ eventType, eventID }) => (eventType === undefined) !== (eventID === undefined), {
    path: ["eventType"],
    error: "give either an event type or the ID of a past event",
  });
export type TestUrlInput = z.output<typeof testUrlInput>;

/** URLs of one text area, to be tested one by one. */
export const testUrlsInput = z.strictObject({
  urls: listSchema(z.string({ error: "must be a text" }), {
    min: 1,
    max: maxTestedTogether,
    error: `must hold 1 to ${maxTestedTogether} URLs`,
  }),
  eventType,
});
export type TestUrlsInput = z.output<typeof testUrlsInput>;
/** So many of them at once, of the eight that all people together have. */
export const maxTestsAtOnce = 4;

/** As which event type an endpoint is tested. */
export const testEndpointQuery = z.strictObject({
  eventType: eventType
    .optional()
    .meta({ description: "The event type to send; the first it is entered for where none is given." }),
});

export const testEndpointInput = testEndpointQuery.extend({ endpointID: z.string() });
export type TestEndpointInput = z.output<typeof testEndpointInput>;

/** What the charts of an endpoint cover. */
export const seriesSpans = ["1h", "24h", "7d", "30d"] as const;
export type SeriesSpan = (typeof seriesSpans)[number];

/** How each field of a description is typed, and what the API says of it. */
const descriptionRules = {
  name: {
    typed: z
      .string({ error: "must be a text" })
      .trim()
      .max(maxNameLength, {
        error: `The name must be at most ${maxNameLength} characters long.`,
        abort: true,
      })
      .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, {
        error: "The name contains an invisible character. Remove it.",
      }),
    about: "What people call it, without invisible characters.",
  },
  note: {
    typed: z
      .string({ error: "must be a text" })
      .trim()
      .max(maxNoteLength, {
        error: `The note must be at most ${maxNoteLength} characters long.`,
        abort: true,
      })
      .regex(/^(?:[^\p{Cc}\p{Cf}\p{Cs}]|[\n\r\t])*$/u, {
        error: "The note contains an invisible character. Remove it.",
      })
      .overwrite((text) => text.replace(/\r\n?/g, "\n")),
    about: "What people want to remember of it; line breaks and tabs are the only invisible characters.",
  },
} satisfies Record<DescriptionField, { typed: z.ZodString; about: string }>;

/** What people say of a URL; an empty text takes it away, what is left out stays. */
const descriptionShape = byDescriptionField((field) => {
  const { typed, about } = descriptionRules[field];
  return typed.optional().meta({ description: about });
});
export type EndpointDescription = Partial<Record<DescriptionField, string | undefined>>;

/** What of an endpoint its own operation changes; what is left out stays as it is. */
export const endpointChangeSchema = z
  .strictObject({
    ...descriptionShape,
    requestHeaders: requestHeadersSchema.optional(),
    clientCertificate: clientCertificateSchema.optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    error: "must hold at least one field",
  })
  .meta({ minProperties: 1 });
export type EndpointChange = z.output<typeof endpointChangeSchema>;

export const describeEndpointInput = z.strictObject({
  endpointID: z.string(),
  ...byDescriptionField((field) => descriptionRules[field].typed),
});
export type DescribeEndpointInput = z.output<typeof describeEndpointInput>;

/** A description as the API shows it. */
export const descriptionAnswer = byDescriptionField((field) =>
  z.string().nullable().meta({ description: descriptionRules[field].about }),
);

/** What a page said of the secret before, when somebody decided to rotate. */
export const seenSecretUntil = z.iso.datetime().nullable();

export const endpointInput = z.strictObject({ endpointID: z.string() });
