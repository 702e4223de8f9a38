import { X } from "lucide-react";
import Link from "next/link";
import { LocalTime } from "@/components/ui/local-time";
import { Note } from "@/components/ui/note";
import { visibleText } from "@/components/ui/visible-text";
import { type LogFilter, type LogFilterName, logFilterNames, logQuery } from "@/lib/deliveries/log-filter";
import type { LogFilterProblem } from "@/lib/deliveries/log-schema";
import { filterLabels, filterValue } from "./filter-labels";

/** What the log is filtered by, each to be taken away by itself, or all. */
export function ActiveFilters({ filter, path }: { filter: LogFilter; path: string }) {
  const names = logFilterNames.filter((name) => filter[name]);
  if (names.length === 0) return null;
  return (
    <ul aria-label="Filters that apply" className="flex min-w-0 flex-wrap items-center gap-2">
      {names.map((name) => (
        <li key={name} className="min-w-0">
          <Link
            href={without(filter, name, path)}
            prefetch={false}
            className="inline-flex max-w-full items-center gap-1.5 rounded-lg bg-primary-soft px-2.5 py-0.5 text-[12.5px] font-medium text-primary hover:underline"
          >
            <span className="truncate">
              {filterLabels[name]}:{" "}
              {name === "from" || name === "to" ? (
                <LocalTime to="minute" at={filter[name] ?? ""} />
              ) : (
                visibleText(filterValue(name, filter))
              )}
            </span>
            <X aria-hidden className="size-3 shrink-0" />
            <span className="sr-only">, take away</span>
          </Link>
        </li>
      ))}
      <li>
        <Link href={path} prefetch={false} className="px-1 text-[12.5px] font-medium text-text-2 underline">
          Clear
        </Link>
      </li>
    </ul>
  );
}

function without(filter: LogFilter, name: LogFilterName, path: string): string {
  const query = String(logQuery({ ...filter, [name]: undefined }));
  return query === "" ? path : `${path}?${query}`;
}

/** What the address asks for and cannot be. */
export function FilterProblems({ problems }: { problems: LogFilterProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <div className="mb-4">
      <Note tone="warn">
        {problems.map((one) => (
          <p key={one.name} className="break-words">
            {filterLabels[one.name]}: “<Refused {...one} />” {one.problem}. This filter is left out; the
            others apply.
          </p>
        ))}
      </Note>
    </div>
  );
}

function Refused({ value, at }: LogFilterProblem) {
  return at ? <LocalTime to="minute" at={at} /> : visibleText(value.slice(0, 100));
}
