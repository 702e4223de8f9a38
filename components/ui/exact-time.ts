const format = (timeZone: string | undefined) =>
  new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
const made = new Map<string | undefined, Intl.DateTimeFormat>();

/** "29 Nov 2026, 14:02:11 CET". @param timeZone the reader's own where nothing is said */
export function exactTime(at: string, timeZone?: string): string {
  const known = made.get(timeZone) ?? format(timeZone);
  made.set(timeZone, known);
  return known.format(Date.parse(at));
}

/** "2026-11-29 13:02:11 UTC". */
export function utcTime(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

/** "14:00", with "UTC" where that zone is asked for. @param timeZone the reader's own where nothing is said */
export function clockTime(at: string, timeZone?: "UTC"): string {
  const text = new Date(at).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return timeZone === undefined ? text : `${text} ${timeZone}`;
}

/** "29 Nov, 14:00", with "UTC" where that zone is asked for. @param timeZone the reader's own where nothing is said */
export function dayTime(at: string, timeZone?: "UTC"): string {
  const text = new Date(at).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return timeZone === undefined ? text : `${text} ${timeZone}`;
}

/** What hovering over a time tells: when exactly on the reader's clock, and in UTC. */
export function exactTimes(at: string, timeZone?: string): string {
  const local = exactTime(at, timeZone);
  return local.endsWith(" UTC") ? local : `${local} · ${utcTime(at)}`;
}

/** "29 Nov 2026, 14:02", with "UTC" where that zone is asked for. @param timeZone the reader's own where nothing is said */
export function minuteTime(at: string, timeZone?: "UTC"): string {
  const text = new Date(at).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return timeZone === undefined ? text : `${text} ${timeZone}`;
}
