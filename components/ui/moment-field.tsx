"use client";

import { useState, useSyncExternalStore } from "react";
import { filterLabelClass, inputClass } from "./input-class";
import { localInputValue, momentOfLocal, utcInputValue } from "./zone-time";

const neverChanges = () => () => {};

/**
 * A time in a form of filters: typed in the reader's zone, sent as UTC. Until the page has come to life the reader's zone is not
 * known.
 */
export function MomentField({ label, name, at }: { label: string; name: string; at: string }) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = useSyncExternalStore(
    neverChanges,
    () => localInputValue(at),
    () => utcInputValue(at),
  );
  const zone = useSyncExternalStore(
    neverChanges,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  return (
    <label className={`${filterLabelClass} basis-44 sm:flex-none`} title={`In your time zone, ${zone}`}>
      {label} <span className="sr-only">({zone})</span>
      <input
        type="datetime-local"
        value={typed ?? shown}
        onChange={(event) => setTyped(event.target.value)}
        className={`${inputClass} mt-0.5 min-w-0 text-sm`}
      />
      <input type="hidden" name={name} value={typed === null ? at : momentOfLocal(typed)} />
    </label>
  );
}
