"use client";

import { Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { inputClass } from "@/components/ui/input-class";
import { counted } from "@/lib/plural";

/** From so many URLs on there is a filter. */
const minFiltered = 8;
const parameter = "urls";

/** Rows of a table, and over them a filter where there are many; what it holds stands in the address. */
export function UrlFilter({
  rows,
  initial,
  children,
}: {
  rows: readonly { key: string; url: string; name: string | null; row: ReactNode }[];
  /** What the address says. */
  initial: string;
  /** The head of the table. */
  children: ReactNode;
}) {
  const [typed, setTyped] = useState(initial);
  const offered = rows.length >= minFiltered;
  const wanted = offered ? typed.trim().toLowerCase() : "";
  const matching = rows.filter(({ url, name }) =>
    [url, name ?? ""].some((text) => text.toLowerCase().includes(wanted)),
  );
  const change = (text: string) => {
    setTyped(text);
    const address = new URL(window.location.href);
    if (text.trim()) address.searchParams.set(parameter, text);
    else address.searchParams.delete(parameter);
    window.history.replaceState(null, "", address);
  };
  return (
    <>
      {offered && (
        <search className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2 print:hidden">
          <div className="relative min-w-40 flex-1 sm:max-w-96">
            <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-text-3" />
            <input
              type="search"
              name={parameter}
              value={typed}
              onChange={({ target }) => change(target.value)}
              aria-label="URL or name contains"
              placeholder="URL or name contains"
              className={`${inputClass} py-1.5 pl-8`}
            />
          </div>
          <span role="status" className="text-[12.5px] text-text-2">
            {wanted && `${matching.length} of ${counted(rows.length, "URL", "URLs")}`}
          </span>
        </search>
      )}
      <table className="block w-full @4xl:table @4xl:table-fixed">
        {children}
        {matching.map(({ key, row }) => (
          // The rows of a URL are drawn on the server.
          <RowGroup key={key}>{row}</RowGroup>
        ))}
      </table>
      {matching.length === 0 && (
        <p className="px-4 py-6 text-center text-text-2">No URL or name contains “{typed.trim()}”.</p>
      )}
    </>
  );
}

function RowGroup({ children }: { children: ReactNode }) {
  return (
    <tbody className="group block border-b border-line px-4 py-2.5 last:border-0 hover:bg-surface-2 @4xl:table-row-group">
      {children}
    </tbody>
  );
}
