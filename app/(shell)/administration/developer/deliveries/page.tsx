import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { ActiveFilters, FilterProblems } from "@/components/deliveries/active-filters";
import { AnyJobStrips } from "@/components/deliveries/any-job-strips";
import { DeliveryFilters } from "@/components/deliveries/delivery-filters";
import { LogTable } from "@/components/deliveries/delivery-table";
import type { ResendInput } from "@/components/deliveries/dialog-actions";
import { ExportRows } from "@/components/deliveries/export-rows";
import { filterTitle } from "@/components/deliveries/filter-labels";
import { LiveDeliveries } from "@/components/deliveries/live-deliveries";
import { LogPages, SkipRows } from "@/components/deliveries/log-pages";
import { MatchCount } from "@/components/deliveries/match-count";
import { ResendAll } from "@/components/deliveries/resend-all";
import { resendLabel } from "@/components/deliveries/resend-label";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/auth/permissions";
import { countLog } from "@/lib/deliveries/count-log";
import { recentJobs } from "@/lib/deliveries/jobs";
import { listLog } from "@/lib/deliveries/list-log";
import { formatCursor, parseCursor } from "@/lib/deliveries/log-cursor";
import { logQuery } from "@/lib/deliveries/log-filter";
import { readLogFilter } from "@/lib/deliveries/log-schema";
import { resendFilterSchema } from "@/lib/deliveries/resend-filter";
import { warnSparingly } from "@/lib/limited-log";
import type { Count } from "@/lib/stats/count";
import { maxCounted } from "@/lib/stats/count";
import { pageActor } from "@/lib/web/session";
import {
  cancelJobAction,
  countLogAction,
  followJobAction,
  previewResendAction,
  resendAction,
  resendLoggedAction,
  sendUnsentAction,
} from "./actions";

const path = "/administration/developer/deliveries";
const perPage = 50;
const rowsId = "log";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { filter } = readLogFilter(await searchParams);
  return { title: filterTitle(filter) };
}

export default async function DeliveriesPage({ searchParams }: Props) {
  const actor = await pageActor("deliveries:read", path);
  const given = await searchParams;
  const { filter, problems } = readLogFilter(given);
  const [before, after] = [cursorIn(given.before), cursorIn(given.after)];
  // The rows are worth showing without their number.
  const count = countLog(actor, filter).catch((error: unknown) => {
    warnSparingly("log.count_failed", { event: "log.count_failed", reason: String(error) });
    return null;
  });
  const [page, jobs] = await Promise.all([
    listLog(actor, {
      filter,
      limit: perPage,
      cursor: before ?? after,
      direction: before === null && after !== null ? "up" : "down",
    }),
    recentJobs(actor),
  ]);
  const mayResend = can(actor, "deliveries:write");
  const resendable = mayResend ? resendFilterSchema.safeParse(filter).data : null;
  const actions = {
    preview: previewResendAction,
    start: resendLoggedAction,
    follow: followJobAction,
    cancel: cancelJobAction,
  };
  const query = logQuery(filter);
  if (before) query.set("before", formatCursor(before));
  if (after) query.set("after", formatCursor(after));
  const isFiltered = logQuery(filter).size > 0;
  return (
    <>
      <PageHeader
        title="Deliveries"
        actions={
          <>
            <ExportRows filter={filter} query={String(logQuery(filter))} count={countLogAction} />
            {resendable && (
              <ResendAll filter={resendable} actions={actions}>
                <Suspense key={String(query)} fallback={resendLabel(resendable.status)}>
                  <CountedLabel status={resendable.status} count={count} />
                </Suspense>
              </ResendAll>
            )}
          </>
        }
      >
        Every callback of every event, and every event that was not sent, newest first.
      </PageHeader>
      <AnyJobStrips jobs={jobs} follow={followJobAction} cancel={cancelJobAction} />
      <DeliveryFilters filter={filter} problems={problems} action={path} />
      <FilterProblems problems={problems} />
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <ActiveFilters filter={filter} path={path} />
        {page.rows.length > 0 && (
          <p className="ml-auto text-[12.5px] text-text-2">
            <Suspense key={String(query)} fallback="counting …">
              <MatchCount count={count} max={maxCounted} />
            </Suspense>
          </p>
        )}
      </div>
      <SkipRows page={page} />
      <div id={rowsId} tabIndex={-1} className="outline-none">
        <Card>
          <LiveDeliveries
            deliveries={page.rows.flatMap((row) => (row.kind === "delivery" ? [row.delivery] : []))}
            newer={page.isNewest ? { top: formatCursor(page.top), filter } : null}
            rowsId={rowsId}
          >
            {page.rows.length > 0 ? (
              <LogTable
                name="Deliveries"
                rows={page.rows}
                options={{
                  showInstance: true,
                  showUrl: true,
                  query: String(query),
                  ...(mayResend ? { resend: resendAction, send: sendUnsentAction } : {}),
                }}
              />
            ) : (
              <Nothing isFiltered={isFiltered} hasMore={page.hasOlder} />
            )}
          </LiveDeliveries>
        </Card>
      </div>
      <LogPages page={page} filter={filter} path={path} />
    </>
  );
}

/** An address somebody mangled shows the newest page rather than an error. */
const cursorIn = (value: string | string[] | undefined) =>
  typeof value === "string" ? parseCursor(value) : null;

function Nothing({ isFiltered, hasMore }: { isFiltered: boolean; hasMore: boolean }) {
  if (hasMore)
    return <EmptyState title="Nothing found so far">The search below goes further back.</EmptyState>;
  if (isFiltered) {
    return (
      <EmptyState title="Nothing matches">
        <Link href={path} prefetch={false} className="text-primary underline">
          Clear the filters
        </Link>{" "}
        to see all.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No deliveries yet">
      Enter a URL under{" "}
      <Link href="/administration/developer" className="text-primary underline">
        Developer, Webhooks
      </Link>
      , switch its callback on and create a{" "}
      <Link href="/instances/new" className="text-primary underline">
        process instance
      </Link>
      : the call shows here, and so does every event that is not sent.
    </EmptyState>
  );
}

/** Says how many on the button, where the page counts just these and knows them all. */
async function CountedLabel({
  status,
  count,
}: {
  status: ResendInput["status"];
  count: Promise<Count | null>;
}) {
  const found = await count;
  // Where nothing is left the button stays: the dialog it has opened says what became of them.
  const isKnown = status !== undefined && found?.atLeast === false && found.count > 0;
  return resendLabel(status, isKnown ? found.count : undefined);
}
