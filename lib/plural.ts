const rules = new Intl.PluralRules("en-US");

/** The word that goes with a count: `plural(1, "URL", "URLs")` is "URL". Pure. */
export function plural(count: number, one: string, many: string): string {
  return rules.select(count) === "one" ? one : many;
}

/** A count with its word, grouped: "1 URL", "1,204 deliveries". Pure. */
export function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${plural(count, one, many)}`;
}

/** A number as screens show it: "12,408". Pure. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
