"use client";

import { useState, useSyncExternalStore } from "react";
import { inputClass } from "@/components/ui/field";
import { filterChoiceClass, filterControlClass, filterLabelClass } from "@/components/ui/filter-form";
import { localInputValue, momentOfLocal, utcInputValue } from "@/components/ui/zone-time";
import { type Period, periods } from "@/lib/deliveries/log-schema";
import { filterLabels, periodLabels } from "./filter-words";

const neverChanges = () => () => {};

type Times = { last?: string | undefined; from?: string | undefined; to?: string | undefined };

/** A period that ends now, or a range in the reader's zone; the address has it in UTC, so that it means the same to a colleague. */
export function TimeFilter({ last = "", from = "", to = "" }: Times) {
  const [choice, setChoice] = useState<string>(from || to ? "range" : last);
  return (
    <>
      <label className={filterChoiceClass}>
        {filterLabels.last}
        <select
          defaultValue={choice}
          onChange={(event) => setChoice(event.target.value)}
          className={filterControlClass}
        >
          <option value="">Any</option>
          {periods.map((period: Period) => (
            <option key={period} value={period}>
              {periodLabels[period]}
            </option>
          ))}
          <option value="range">From … to …</option>
        </select>
      </label>
      {choice === "range" ? (
        <>
          <Moment name="from" at={from} />
          <Moment name="to" at={to} />
        </>
      ) : (
        <input type="hidden" name="last" value={choice} />
      )}
    </>
  );
}

/** Typed in the reader's zone, sent as UTC. Until the page has come to life the reader's zone is not known. */
function Moment({ name, at }: { name: "from" | "to"; at: string }) {
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
      {filterLabels[name]} <span className="sr-only">({zone})</span>
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
