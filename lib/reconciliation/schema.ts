import { z } from "zod";
import { endsLater, endsLaterError, momentSchema } from "@/lib/moment";

const moment = momentSchema.transform((text) => new Date(text));

/** Which events to reconcile: those that occurred from `from` (included) to `to` (not included). */
export const reconciliationSchema = z
  .strictObject({
    from: moment
      .optional()
      .meta({ description: "Without it: as far back as every delivery is still kept (RETENTION_DAYS)." }),
    to: moment.optional().meta({ description: "Without it: now. Later than `from`." }),
  })
  .refine(endsLater, endsLaterError);
export type ReconciliationSpan = z.output<typeof reconciliationSchema>;
