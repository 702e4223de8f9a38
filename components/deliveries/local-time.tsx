"use client";

import { useSyncExternalStore } from "react";
import { utcText } from "./utc-time";

const neverChanges = () => () => {};

/** A time to the minute in the reader's zone, UTC on hover. The server, which does not know the zone, says it in UTC. */
export function LocalTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    neverChanges,
    () => localText(at),
    () => utcText(at),
  );
  return (
    <time dateTime={at} title={utcText(at)} className="whitespace-nowrap">
      {text}
    </time>
  );
}

function localText(at: string): string {
  return new Date(at).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}
