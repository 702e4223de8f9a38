import { z } from "zod";

/**
 * A list of at most `max` items whose length is looked at before its items: a million items that are wrong are one problem,
 * not a million. Pure.
 * @param error what a list that is too long is told; `tooFew` one that is too short, `typeError` what is no list
 */
export function listSchema<Item extends z.ZodType>(
  item: Item,
  {
    min = 0,
    max,
    error,
    tooFew = error,
    typeError,
  }: { min?: number; max: number; error: string; tooFew?: string; typeError?: string },
): z.ZodType<z.output<Item>[], z.input<Item>[]> {
  const bounded = z.array(item, typeError === undefined ? {} : { error: typeError }).max(max, { error });
  const list = min > 0 ? bounded.min(min, { error: tooFew }) : bounded;
  return z.preprocess((given, context) => {
    if (!Array.isArray(given) || given.length <= max) return given;
    context.addIssue({ code: "custom", message: error });
    return z.NEVER;
  }, list) as unknown as z.ZodType<z.output<Item>[], z.input<Item>[]>;
}
