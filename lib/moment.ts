import { z } from "zod";

/**
 * Times and days as addresses and programs give them. What is outside these years was never meant, and not every part of the
 * way to the database can say it. Pure.
 */
const earliestMs = 0;
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const yearsError = { error: "must be within the years 1970 to 9999" };

function isWithinYears(text: string): boolean {
  const ms = Date.parse(text);
  // What is no time at all has been told so.
  return Number.isNaN(ms) || (ms >= earliestMs && ms <= latestMs);
}

/** As JSON Schema, which has no bounds for times, can say it: RFC 3339, from 1970 on. How long a month is `date-time` says. */
const momentPattern =
  "^(?:19[7-9]\\d|[2-9]\\d\\d\\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$";

/** A moment, RFC 3339 with its zone; in UTC from then on. */
export const momentSchema = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-11-24T09:30:00Z", abort: true })
  .refine(isWithinYears, yearsError)
  .transform((text) => new Date(text).toISOString())
  .meta({ pattern: momentPattern });

type Span = { from?: string | Date | undefined; to?: string | Date | undefined };

/** Where both are given there is something between them: `.refine(endsLater, endsLaterError)` for whatever takes the two. */
export function endsLater({ from, to }: Span): boolean {
  return from === undefined || to === undefined || new Date(from) < new Date(to);
}
export const endsLaterError = { path: ["to"], error: "must be later than from" };

/** A day, `2026-11-24`. */
export const daySchema = z.iso
  .date({ error: "must be a day such as 2026-11-24", abort: true })
  .refine(isWithinYears, yearsError);
