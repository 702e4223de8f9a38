"use client";

import { useSyncExternalStore } from "react";
import { clockTime, dayTime, exactTime, minuteTime, utcTime } from "./exact-time";

const never = () => () => {};

const formats = {
  second: { local: exactTime, utc: utcTime },
  minute: { local: minuteTime, utc: (at: string) => minuteTime(at, "UTC") },
  clock: { local: clockTime, utc: (at: string) => clockTime(at, "UTC") },
  day: { local: dayTime, utc: (at: string) => dayTime(at, "UTC") },
};

/**
 * A time on the reader's clock; UTC on hover. The server, which does not know the reader's zone, renders it in UTC.
 * @param to how exactly; clock: to the minute, without the day; day: without the year
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
