"use client";

import { useSyncExternalStore } from "react";
import { exactTime, utcTime } from "./exact-time";

const never = () => () => {};

/** The exact time on the reader's clock; UTC on hover. The server, which does not know the reader's zone, renders it in UTC. */
export function LocalTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => exactTime(at),
    () => utcTime(at),
  );
  return (
    <time dateTime={at} title={utcTime(at)} className="whitespace-nowrap">
      {text}
    </time>
  );
}
