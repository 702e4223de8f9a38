import { z } from "zod";
import { momentSchema } from "@/lib/moment";

const moment = momentSchema.transform((text) => new Date(text));

/** Which events to reconcile: those that occurred from `from` (included) to `to` (not included). */
export const reconciliationSchema = z
  .strictObject({
    from: moment
      .optional()
      .meta({ description: "Without it: as far back as every delivery is still kept (RETENTION_DAYS)." }),
    to: moment.optional().meta({ description: "Without it: now." }),
  })
  .refine(({ from, to }) => !from || !to || from < to, { path: ["to"], error: "must be later than from" });
export type ReconciliationSpan = z.output<typeof reconciliationSchema>;
