import { z } from "zod";

const moment = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-11-24T09:30:00Z" })
  .transform((text) => new Date(text));

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
