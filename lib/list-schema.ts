import { z } from "zod";

/**
 * A list of at most `max` items whose length is looked at before its items: a million items that are wrong are one problem,
 * not a million. Pure.
 * @param max where an operator sets it, a function that reads the setting
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
  }: {
    min?: number;
    max: number | (() => number);
    error: string | (() => string);
    tooFew?: string | (() => string);
    typeError?: string;
  },
): z.ZodType<z.output<Item>[], z.input<Item>[]> {
  const any = z.array(item, typeError === undefined ? {} : { error: typeError });
  const bounded = typeof max === "number" ? any.max(max, { error }) : any;
  const list = min > 0 ? bounded.min(min, { error: tooFew }) : bounded;
  const most = () => (typeof max === "number" ? max : max());
  return z.preprocess((given, context) => {
    if (!Array.isArray(given) || given.length <= most()) return given;
    context.addIssue({ code: "custom", message: typeof error === "string" ? error : error() });
    return z.NEVER;
  }, list) as unknown as z.ZodType<z.output<Item>[], z.input<Item>[]>;
}
