"use client";

import { useSyncExternalStore } from "react";

const neverChanges = () => () => {};

/** "14:00" in the reader's zone, with the date on hover. The server, which does not know the zone, renders UTC. */
export function LocalHour({ at }: { at: string }) {
  const text = useSyncExternalStore(
    neverChanges,
    () => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }),
    () => `${at.slice(11, 16)} UTC`,
  );
  return (
    <time dateTime={at} title={at}>
      {text}
    </time>
  );
}
