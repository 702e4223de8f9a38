"use client";

import { useSyncExternalStore } from "react";
import { clockTime, exactTime, minuteTime, utcTime } from "./exact-time";

const never = () => () => {};

const formats = {
  second: { local: exactTime, utc: utcTime },
  minute: { local: minuteTime, utc: (at: string) => minuteTime(at, "UTC") },
  clock: { local: clockTime, utc: (at: string) => clockTime(at, "UTC") },
};

/**
 * A time on the reader's clock; UTC on hover. The server, which does not know the reader's zone, renders it in UTC.
 * @param to how exactly; clock: without the day, to the minute
 */
export function LocalTime({ at, to = "second" }: { at: string; to?: keyof typeof formats }) {
  const text = useSyncExternalStore(
    never,
    () => formats[to].local(at),
    () => formats[to].utc(at),
  );
  return (
    <time dateTime={at} title={utcTime(at)} className="whitespace-nowrap">
      {text}
    </time>
  );
}
