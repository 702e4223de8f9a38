"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;
const formats = {
  minute: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  second: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** "13 Nov, 14:30" in the reader's zone. For the browser only: the server does not know the zone. */
export function localTime(at: string, exact: keyof typeof formats = "minute"): string {
  return new Date(at).toLocaleString("en-GB", formats[exact]);
}

/** A time in the reader's zone, in UTC on hover. The server, which does not know the zone, renders it in UTC. */
export function LocalTime({ at, exact = "minute" }: { at: string; exact?: keyof typeof formats }) {
  const utc = `${new Date(at).toLocaleString("en-GB", { ...formats[exact], timeZone: "UTC" })} UTC`;
  const text = useSyncExternalStore(
    never,
    () => localTime(at, exact),
    () => utc,
  );
  return (
    <time dateTime={at} title={utc} className="whitespace-nowrap">
      {text}
    </time>
  );
}
