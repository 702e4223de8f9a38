"use client";

import { lazy, Suspense, useState } from "react";
import { filterChoiceClass, filterControlClass } from "@/components/ui/input-class";
import { type Period, periods } from "@/lib/deliveries/log-filter";
import { filterLabels, periodLabels } from "./filter-labels";

/** Comes when a range is chosen. */
const MomentField = lazy(async () => ({
  default: (await import("@/components/ui/moment-field")).MomentField,
}));

type Times = { last?: string | undefined; from?: string | undefined; to?: string | undefined };

/** A period that ends now, or a range in the reader's zone; the address has it in UTC, so that it means the same to a colleague. */
export function TimeFilter({ last = "", from = "", to = "" }: Times) {
  const [choice, setChoice] = useState<string>(from || to ? "range" : last);
  return (
    <>
      <label className={filterChoiceClass(true)}>
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
        <Suspense>
          <MomentField label={filterLabels.from} name="from" at={from} />
          <MomentField label={filterLabels.to} name="to" at={to} />
        </Suspense>
      ) : (
        <input type="hidden" name="last" value={choice} />
      )}
    </>
  );
}
