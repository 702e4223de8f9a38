import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { LocalTime } from "@/components/ui/local-time";
import { cutText } from "@/lib/deliveries/log-cut";
import { type LogFilter, logQuery } from "@/lib/deliveries/log-filter";
import type { LogPage } from "@/lib/deliveries/view";

/** The ways to newer and older rows. */
export function LogPages({ page, filter, path }: { page: LogPage; filter: LogFilter; path: string }) {
  const { isNewest, hasOlder, searchedTo, top, bottom } = page;
  if (isNewest && !hasOlder) return null;
  const at = (cut: Record<string, string>) => {
    const query = logQuery(filter);
    for (const [name, value] of Object.entries(cut)) query.set(name, value);
    return String(query) === "" ? path : `${path}?${query}`;
  };
  return (
    <nav aria-label="Pages of the log" className="mt-4 flex flex-wrap items-center justify-center gap-2">
      {searchedTo && (
        <p className="basis-full text-center text-text-2">
          Searched back to <LocalTime to="minute" at={searchedTo} />; nothing helps this search to be faster.
        </p>
      )}
      {!isNewest && (
        <>
          <PageLink href={at({})}>Newest</PageLink>
          <PageLink href={at({ after: cutText(top) })}>Newer</PageLink>
        </>
      )}
      {hasOlder && (
        <PageLink href={at({ before: cutText(bottom) })}>
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
