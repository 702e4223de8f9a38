/** What an input of type datetime-local holds, taken as UTC, as RFC 3339; anything else as it is, to be judged later. */
export function momentOf(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return `${text}:00Z`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? `${text}Z` : text;
}

/** A moment as such an input wants it, in UTC; empty where it is none. */
export function inputValueOf(moment: string): string {
  const ms = Date.parse(momentOf(moment));
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().replace(/(:00)?(\.000)?Z$/, "");
}

/** A moment for people: "2026-11-24 09:30 UTC". */
export function utcText(moment: string): string {
  return `${inputValueOf(moment).replace("T", " ")} UTC`;
}
