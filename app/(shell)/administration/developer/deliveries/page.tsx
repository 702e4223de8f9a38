import type { Metadata } from "next";
import Link from "next/link";
import { DeliveryFilters, type FilterValues } from "@/components/deliveries/delivery-filters";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { JobStrips } from "@/components/deliveries/job-strip";
import { NewerRows } from "@/components/deliveries/newer-rows";
import { ResendAll } from "@/components/deliveries/resend-all";
import { UnsentTable } from "@/components/deliveries/unsent-table";
import { momentOf } from "@/components/deliveries/utc-time";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { RefreshWhile } from "@/components/ui/refresh-while";
import type { Actor } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { recentJobs } from "@/lib/deliveries/jobs";
import { listDeliveries } from "@/lib/deliveries/list";
import { resendFilterSchema } from "@/lib/deliveries/resend-filter";
import { listDeliveriesSchema } from "@/lib/deliveries/schema";
import { listUnsent } from "@/lib/deliveries/unsent";
import { pageActor } from "@/lib/web/session";
import {
  cancelJobAction,
  countNewerDeliveries,
  followJobAction,
  previewResendAction,
  resendAction,
  resendLoggedAction,
  sendUnsentAction,
} from "./actions";

export const metadata: Metadata = { title: "Deliveries" };

const path = "/administration/developer/deliveries";
const perPage = 50;

type Given = FilterValues & { cursor?: string };
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function DeliveriesPage({ searchParams }: Props) {
  const actor = await pageActor("deliveries:read", path);
  const given: Given = Object.fromEntries(
    Object.entries(await searchParams).flatMap(([name, value]) =>
      typeof value === "string" && value.trim() !== ""
        ? [[name, name === "from" || name === "to" ? momentOf(value.trim()) : value.trim()]]
        : [],
    ),
  );
  const { cursor, ...filter } = given;
  const resendable = can(actor, "deliveries:write") ? resendFilterSchema.safeParse(filter) : null;
  const actions = {
    preview: previewResendAction,
    start: resendLoggedAction,
    follow: followJobAction,
    cancel: cancelJobAction,
  };
  return (
    <>
      <PageHeader
        title="Deliveries"
        actions={resendable?.success && <ResendAll filter={resendable.data} actions={actions} />}
      >
        Every callback of every event, newest first.
      </PageHeader>
      <JobStrips jobs={await recentJobs(actor)} follow={followJobAction} cancel={cancelJobAction} />
      <DeliveryFilters values={filter} action={path} />
      {filter.status === "not_sent" ? (
        <Unsent actor={actor} cursor={cursor} />
      ) : (
        <Deliveries actor={actor} given={given} />
      )}
    </>
  );
}

async function Deliveries({ actor, given }: { actor: Actor; given: Given }) {
  const parsed = listDeliveriesSchema.safeParse({ ...given, limit: perPage });
  if (!parsed.success) {
    return (
      <Note tone="bad">
        {parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join(". ")}.{" "}
        <a href={path} className="underline">
          Clear the filters
        </a>
      </Note>
    );
  }
  const { items, nextCursor } = await listDeliveries(actor, parsed.data);
  const { cursor, limit: _limit, ...filter } = parsed.data;
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const latest = items[0]?.deliveryID ?? "dlv_0";
  return (
    <>
      <Card>
        {!cursor && <NewerRows latest={latest} filter={filter} count={countNewerDeliveries} />}
        {items.length === 0 ? (
          <Nothing filtered={filtered} />
        ) : (
          <DeliveryTable
            deliveries={items}
            resend={can(actor, "deliveries:write") ? resendAction : undefined}
          />
        )}
        <RefreshWhile active={items.some(({ resendBy }) => resendBy !== null)} />
      </Card>
      <Older given={given} cursor={nextCursor} />
    </>
  );
}

async function Unsent({ actor, cursor }: { actor: Actor; cursor: string | undefined }) {
  const { items, nextCursor } = await listUnsent(actor, { limit: perPage, ...(cursor ? { cursor } : {}) });
  return (
    <>
      <Card>
        {items.length === 0 ? (
          <EmptyState title="Every event was sent">
            Events that go nowhere, because their callback is switched off or has no URL, are kept here.
          </EmptyState>
        ) : (
          <UnsentTable events={items} send={can(actor, "deliveries:write") ? sendUnsentAction : undefined} />
        )}
      </Card>
      <Older given={{ status: "not_sent" }} cursor={nextCursor} />
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState title="No delivery matches">
        <a href={path} className="text-primary underline">
          Clear the filters
        </a>{" "}
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
      : the call shows here. Events that were not sent are listed under the status “Not sent”.
    </EmptyState>
  );
}

function Older({ given, cursor }: { given: Given; cursor: string | null }) {
  if (!cursor) return null;
  const query = new URLSearchParams({ ...given, cursor });
  return (
    <p className="mt-4 text-center">
      <Link href={`${path}?${query}`} prefetch={false} className={buttonClass()}>
        Older
      </Link>
    </p>
  );
}
