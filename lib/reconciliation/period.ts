import { z } from "zod";
import { endsLater, endsLaterError, momentSchema } from "@/lib/moment";

/** Periods that the screen offers, in hours. Pure. */
const periodHours = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 } as const;
export type Period = keyof typeof periodHours;
export const periodTexts: Record<Period, string> = { "24h": "24 hours", "7d": "7 days", "30d": "30 days" };
const periods = Object.keys(periodHours) as [Period, ...Period[]];

/** Which period to show, as the address says it: the last so many hours, or from and to. */
export const shownPeriodSchema = z
  .object({
    last: z.enum(periods, { error: `must be one of ${periods.join(", ")}` }).optional(),
    from: momentSchema.optional(),
    to: momentSchema.optional(),
    /** Looks at every row, also of hours that were verified before. */
    rows: z.literal("all", { error: "must be all, or nothing" }).optional(),
  })
  .refine(endsLater, endsLaterError);
export type ShownPeriod = z.output<typeof shownPeriodSchema>;

/** From when to when; the last 24 hours where nothing is said. @param nowMs milliseconds since 1970 */
export function spanOf({ last, from, to }: ShownPeriod, nowMs: number): { from?: Date; to?: Date } {
  if (!from && !to) return { from: new Date(nowMs - periodHours[last ?? "24h"] * 3_600_000) };
  return { ...(from ? { from: new Date(from) } : {}), ...(to ? { to: new Date(to) } : {}) };
}
