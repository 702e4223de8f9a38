/** Stands before the first line: by it a spreadsheet knows that the rest is UTF-8. */
export const byteOrderMark = "\ufeff";

/**
 * One line of CSV (RFC 4180), with its line break. Spreadsheets run a text that begins like a formula, and a text of ours may be
 * anybody's: such a one is written with an apostrophe before it, which they take as "this is text". Pure.
 */
export function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(field).join(",")}\r\n`;
}

/** How a formula begins, also in the wide letters that some spreadsheets take for the narrow ones (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
