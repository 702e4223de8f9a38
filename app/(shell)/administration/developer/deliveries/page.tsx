import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { ActiveFilters, FilterProblems } from "@/components/deliveries/active-filters";
import { DeliveryFilters } from "@/components/deliveries/delivery-filters";
import { LogTable } from "@/components/deliveries/delivery-table";
import { filterTitle } from "@/components/deliveries/filter-words";
import { JobProgress } from "@/components/deliveries/job-progress";
import { LogPages } from "@/components/deliveries/log-pages";
import { MatchCount } from "@/components/deliveries/match-count";
import { NewerRows } from "@/components/deliveries/newer-rows";
import { ResendAll } from "@/components/deliveries/resend-all";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { can } from "@/lib/auth/permissions";
import { countLog } from "@/lib/deliveries/count-log";
import type { JobView } from "@/lib/deliveries/job-view";
import { recentJobs } from "@/lib/deliveries/jobs";
import { listLog } from "@/lib/deliveries/list-log";
import { cutText, parseCut } from "@/lib/deliveries/log-cut";
import { logQuery, readLogFilter, resendFilter } from "@/lib/deliveries/log-schema";
import { maxCounted } from "@/lib/stats/count";
import { pageActor } from "@/lib/web/session";
import {
  cancelJobAction,
  countMatchingAction,
  countNewerDeliveries,
  readJobAction,
  resendAction,
  resendMatchingAction,
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
  const [before, after] = [cutIn(given.before), cutIn(given.after)];
  const count = countLog(actor, filter);
  // Where it fails before the page comes to it, the page says so.
  count.catch(() => {});
  const [page, jobs] = await Promise.all([
    listLog(actor, {
      filter,
      limit: perPage,
      cut: before ?? after,
      direction: before === null && after !== null ? "up" : "down",
    }),
    recentJobs(actor),
  ]);
  const mayResend = can(actor, "deliveries:write");
  const resendable = mayResend ? resendFilter(filter) : null;
  const actions = {
    count: countMatchingAction,
    start: resendMatchingAction,
    read: readJobAction,
    cancel: cancelJobAction,
  };
  const query = logQuery(filter);
  if (before) query.set("before", cutText(before));
  if (after) query.set("after", cutText(after));
  const isFiltered = logQuery(filter).size > 0;
  return (
    <>
      <PageHeader
        title="Deliveries"
        actions={resendable && <ResendAll filter={resendable} actions={actions} />}
      >
        Every callback of every event, and every event that was not sent, newest first.
      </PageHeader>
      <Jobs jobs={jobs} />
      <DeliveryFilters filter={filter} action={path} />
      <FilterProblems problems={problems} />
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <ActiveFilters filter={filter} path={path} />
        <p className="ml-auto text-[12.5px] text-text-2">
          <Suspense key={String(query)} fallback="counting …">
            <MatchCount count={count} max={maxCounted} />
          </Suspense>
        </p>
      </div>
      <div id={rowsId} tabIndex={-1} className="outline-none">
        <Card>
          {page.isNewest && (
            <NewerRows top={cutText(page.top)} filter={filter} rowsId={rowsId} count={countNewerDeliveries} />
          )}
          {page.rows.length > 0 ? (
            <LogTable
              name="Deliveries"
              rows={page.rows}
              options={{
                showInstance: true,
                showUrl: true,
                query: String(query),
                resend: mayResend ? resendAction : undefined,
              }}
            />
          ) : (
            <Nothing isFiltered={isFiltered} hasMore={page.hasOlder} />
          )}
          <RefreshWhile
            active={page.rows.some((row) => row.kind === "delivery" && row.delivery.resendBy !== null)}
          />
        </Card>
      </div>
      <LogPages page={page} filter={filter} path={path} />
    </>
  );
}

/** An address somebody mangled shows the newest page rather than an error. */
const cutIn = (value: string | string[] | undefined) => (typeof value === "string" ? parseCut(value) : null);

/** Resends of many that run, or ended a short while ago. */
function Jobs({ jobs }: { jobs: JobView[] }) {
  if (jobs.length === 0) return null;
  return (
    <Card title="Resends" className="mb-4">
      <ul className="grid gap-4 px-4 py-3">
        {jobs.map((job) => (
          <li key={`${job.jobID} ${job.state}`} className="min-w-0">
            <JobProgress job={job} read={readJobAction} cancel={cancelJobAction} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

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
