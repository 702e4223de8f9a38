const two = (value: number) => String(value).padStart(2, "0");

/** A moment as an input of type datetime-local wants it, in the zone of whoever runs this; empty where it is none. */
export function localInputValue(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return "";
  const day = `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const seconds = at.getSeconds() === 0 ? "" : `:${two(at.getSeconds())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
}

/** The same in UTC, for whoever does not know the reader's zone. */
export function utcInputValue(moment: string): string {
  const ms = Date.parse(moment);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().replace(/(:00)?(\.\d+)?Z$/, "");
}

/** What such an input holds, taken in that zone, as RFC 3339 in UTC; empty where it holds no whole time. */
export function momentOfLocal(text: string): string {
  const at = new Date(text);
  return text === "" || Number.isNaN(at.getTime()) ? "" : at.toISOString().replace(".000Z", "Z");
}
