import { z } from "zod";
import { maxUrlLength } from "@/lib/callback/url-rules";
import { deliveryStatuses, endedStatuses } from "@/lib/deliveries/statuses";
import { eventTypes } from "@/lib/events/event-types";
import { maxProcessNameLength, storableText } from "@/lib/events/schema";
import { endsLater, endsLaterError, momentSchema } from "@/lib/moment";
import { limitSchema } from "@/lib/page-limit";

const text = (maxLength: number) => storableText(maxLength).trim().optional();

/** What narrows deliveries down besides their status. `url` matches a part of it; the ids and names match whole. */
const narrowing = {
  eventType: z.enum(eventTypes).optional(),
  instanceID: text(128),
  processName: text(maxProcessNameLength),
  url: text(maxUrlLength).meta({ description: "A part of the callback URL." }),
  from: momentSchema.meta({ description: "Recorded at this time or later." }).optional(),
  to: momentSchema.meta({ description: "Recorded before this time, which is later than `from`." }).optional(),
};

/** Which deliveries to resend, those that failed unless it says otherwise. */
export const resendManySchema = z
  .strictObject({
    status: z
      .enum(endedStatuses, {
        error: "must be failed, delivered or cancelled; what is pending is sent by itself",
      })
      .optional()
      .meta({ description: "How they ended; failed where nothing is said." }),
    ...narrowing,
    from: narrowing.from.unwrap(),
    dryRun: z.boolean({ error: "must be true or false" }).optional(),
  })
  .refine(endsLater, endsLaterError);

/** From the screens also without a beginning. */
const resendMatchingSchema = z.object({ status: z.enum(endedStatuses).optional(), ...narrowing });
export type ResendMatching = z.output<typeof resendMatchingSchema>;

export const jobIdSchema = z
  .string()
  .regex(/^job_[1-9]\d{0,8}$/, { error: "must be a job's id, such as job_3" });

/** What the API's list can be filtered by; the screens' log has `logFilterSchema`. */
const deliveryFilterSchema = z.object({
  status: z.enum(deliveryStatuses).optional(),
  ...narrowing,
  job: jobIdSchema.optional().meta({ description: "What this bulk resend has resent or sent." }),
});
export type DeliveryFilter = z.output<typeof deliveryFilterSchema>;

/** `cursor` is the last deliveryID of the page before. */
const listDeliveriesSchema = deliveryFilterSchema.extend({
  limit: limitSchema,
  cursor: z
    .string()
    .regex(/^dlv_[1-9]\d{0,17}$/, { error: "is not a cursor of this list" })
    .optional(),
});
export type ListDeliveries = z.output<typeof listDeliveriesSchema>;

/** The same for programs: a parameter that is not known would be a filter that does not work. */
export const deliveriesQuerySchema = z
  .strictObject(listDeliveriesSchema.shape)
  .refine(endsLater, endsLaterError);
