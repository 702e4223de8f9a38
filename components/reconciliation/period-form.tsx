"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useSyncExternalStore } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { inputClass } from "@/components/ui/field";
import { localInputValue, momentOfLocal } from "@/components/ui/zone-time";
import { type Period, periodTexts, type ShownPeriod } from "@/lib/reconciliation/period";

const periods = Object.entries(periodTexts) as [Period, string][];
const neverChanges = () => () => {};

/** The last so many hours, or from and to in the reader's time zone; both end up in the address, in UTC. */
export function PeriodForm({ path, period }: { path: string; period: ShownPeriod }) {
  const router = useRouter();
  const isClient = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  const range = period.from ?? period.to;
  const chosen = range ? null : (period.last ?? "24h");

  const submitted = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const query = new URLSearchParams();
    for (const name of ["from", "to"]) {
      const moment = momentOfLocal(String(given.get(name) ?? ""));
      if (moment !== "") query.set(name, moment);
    }
    router.push(`${path}?${query}`);
  };

  return (
    <div className="mb-4 flex flex-wrap items-end gap-x-4 gap-y-2">
      <nav aria-label="Period" className="flex gap-1.5">
        {periods.map(([last, text]) => (
          <Link
            key={last}
            href={`${path}?last=${last}`}
            prefetch={false}
            aria-current={last === chosen ? "true" : undefined}
            className={`${buttonClass(last === chosen ? "primary" : "secondary")} py-2`}
          >
            {text}
          </Link>
        ))}
      </nav>
      <form onSubmit={submitted} className="flex flex-wrap items-end gap-2">
        {(["from", "to"] as const).map((name) => (
          <label key={`${name} ${isClient}`} className="text-[12.5px] text-text-2">
            {name === "from" ? "From" : "To"}
            <input
              type="datetime-local"
              name={name}
              defaultValue={isClient ? localInputValue(period[name] ?? "") : ""}
              className={`${inputClass} mt-0.5 min-w-0 text-sm`}
            />
          </label>
        ))}
        <Button type="submit" className="py-2">
          Show
        </Button>
      </form>
    </div>
  );
}
