"use client";

import { useSyncExternalStore } from "react";
import { exactTime, minuteTime, utcTime } from "./exact-time";

const never = () => () => {};

/**
 * A time on the reader's clock; UTC on hover. The server, which does not know the reader's zone, renders it in UTC.
 * @param to how exactly
 */
export function LocalTime({ at, to = "second" }: { at: string; to?: "minute" | "second" }) {
  const text = useSyncExternalStore(
    never,
    () => (to === "second" ? exactTime(at) : minuteTime(at)),
    () => (to === "second" ? utcTime(at) : minuteTime(at, "UTC")),
  );
  return (
    <time dateTime={at} title={utcTime(at)} className="whitespace-nowrap">
      {text}
    </time>
  );
}
