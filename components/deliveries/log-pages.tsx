import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { LocalTime } from "@/components/ui/local-time";
import { formatCursor } from "@/lib/deliveries/log-cursor";
import { type LogFilter, logQuery } from "@/lib/deliveries/log-filter";
import type { LogPage } from "@/lib/deliveries/view";

const pagesId = "log-pages";
const isOnly = ({ isNewest, hasOlder }: LogPage) => isNewest && !hasOlder;

/** Leads the keyboard over the rows, two stops each, to the ways to newer and older ones; seen where it has the focus. */
export function SkipRows({ page }: { page: LogPage }) {
  if (isOnly(page)) return null;
  return (
    <a
      href={`#${pagesId}`}
      className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:m-1 focus:rounded-lg focus:bg-surface focus:p-2"
    >
      Skip the rows
    </a>
  );
}

/** The ways to newer and older rows. */
export function LogPages({ page, filter, path }: { page: LogPage; filter: LogFilter; path: string }) {
  const { isNewest, hasOlder, searchedTo, top, bottom } = page;
  if (isOnly(page)) return null;
  const at = (cursor: Record<string, string>) => {
    const query = logQuery(filter);
    for (const [name, value] of Object.entries(cursor)) query.set(name, value);
    return String(query) === "" ? path : `${path}?${query}`;
  };
  return (
    <nav
      id={pagesId}
      tabIndex={-1}
      aria-label="Pages of the log"
      className="mt-4 flex flex-wrap items-center justify-center gap-2 outline-none"
    >
      {searchedTo && (
        <p className="basis-full text-center text-text-2">
          Searched back to <LocalTime to="minute" at={searchedTo} />; no index speeds up this search.
        </p>
      )}
      {!isNewest && (
        <>
          <PageLink href={at({})}>Newest</PageLink>
          <PageLink href={at({ after: formatCursor(top) })}>Newer</PageLink>
        </>
      )}
      {hasOlder && (
        <PageLink href={at({ before: formatCursor(bottom) })}>
          {searchedTo ? "Search further back" : "Older"}
        </PageLink>
      )}
    </nav>
  );
}

function PageLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className={buttonClass()}>
      {children}
    </Link>
  );
}
