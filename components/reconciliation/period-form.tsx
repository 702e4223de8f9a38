import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { FilterForm } from "@/components/ui/filter-form";
import { MomentField } from "@/components/ui/moment-field";
import { type Period, periodTexts, type ShownPeriod } from "@/lib/reconciliation/period";

const periods = Object.entries(periodTexts) as [Period, string][];

/** The last so many hours, or from and to in the reader's time zone; both end up in the address, in UTC. */
export function PeriodForm({ path, period }: { path: string; period: ShownPeriod }) {
  const { from, to, last } = period;
  const chosen = from || to ? null : (last ?? "24h");
  return (
    <div className="flex flex-wrap items-end gap-x-4">
      <nav aria-label="Usual periods" className="mb-4 flex gap-1.5">
        {periods.map(([name, text]) => (
          <Link
            key={name}
            href={`${path}?last=${name}`}
            prefetch={false}
            aria-current={name === chosen ? "true" : undefined}
            className={`${buttonClass(name === chosen ? "primary" : "secondary")} py-2`}
          >
            {text}
          </Link>
        ))}
      </nav>
      <FilterForm action={path} values={{ from, to }} clearable={false} submit="Show">
        <MomentField label="From" name="from" at={from ?? ""} />
        <MomentField label="To" name="to" at={to ?? ""} />
      </FilterForm>
    </div>
  );
}
