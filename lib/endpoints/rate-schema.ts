import { z } from "zod";

/** Bounds of a URL's rate. */
const ratePerSecond = { min: 0.1, max: 1_000 };
const maxAtOnce = 100;

const perSecondError = `must be a number from ${ratePerSecond.min} to 1,000 with one decimal at most`;
const atOnceError = `must be a whole number from 1 to ${maxAtOnce}`;
const perSecond = z
  .number({ error: perSecondError })
  .min(ratePerSecond.min, { error: perSecondError })
  .max(ratePerSecond.max, { error: perSecondError })
  .refine((rate) => Math.abs(rate * 10 - Math.round(rate * 10)) < 1e-6, { error: perSecondError });
const atOnce = z
  .int({ error: atOnceError })
  .min(1, { error: atOnceError })
  .max(maxAtOnce, { error: atOnceError });

/** How often a URL may be called by all dispatchers together, as programs say it. */
export const rateBody = z.strictObject({
  perSecond: perSecond
    .nullable()
    .meta({ description: "Calls a second, with one decimal at most; null: no such limit." }),
  atOnce: atOnce
    .nullable()
    .meta({ description: "Calls under way at once; null: as many as each dispatcher makes to one URL." }),
});
export type EndpointRate = z.output<typeof rateBody>;

/** A number as people type it; nothing stands for no limit. */
const typed = (schema: z.ZodType<number>) =>
  z
    .string()
    .trim()
    .transform((text, context): number | null => {
      if (text === "") return null;
      const judged = schema.safeParse(/^\d+([.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : null);
      if (judged.success) return judged.data;
      const message = judged.error.issues[0]?.message ?? "";
      context.addIssue({ code: "custom", message: `This ${message}, or nothing for no limit.` });
      return z.NEVER;
    });
export const rateInput = z.strictObject({
  endpointID: z.string(),
  perSecond: typed(perSecond),
  atOnce: typed(atOnce),
});
