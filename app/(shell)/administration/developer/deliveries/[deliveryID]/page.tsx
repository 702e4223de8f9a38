import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { testWebhook } from "@/app/(shell)/administration/developer/actions";
import { resendAction } from "@/app/(shell)/administration/developer/deliveries/actions";
import { Attempts } from "@/components/deliveries/attempts";
import { DeliveryCrumbs } from "@/components/deliveries/delivery-crumbs";
import { DeliveryFacts } from "@/components/deliveries/delivery-facts";
import { DeliveryNote } from "@/components/deliveries/delivery-note";
import { DeliveryStatus } from "@/components/deliveries/delivery-status";
import { DryRun } from "@/components/deliveries/dry-run";
import { LeftOut } from "@/components/deliveries/left-out";
import { RefreshOnChange } from "@/components/deliveries/refresh-on-change";
import { ResendButton } from "@/components/deliveries/resend-button";
import { ScheduleAhead } from "@/components/deliveries/schedule-ahead";
import { pageTitle } from "@/components/shell/page-title";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { visibleText } from "@/components/ui/visible-text";
import { can } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { attemptCountText, attemptsAheadOf } from "@/lib/deliveries/ahead";
import { readLeftOut } from "@/lib/deliveries/left-out";
import { parseCursor } from "@/lib/deliveries/log-cursor";
import { logQuery } from "@/lib/deliveries/log-filter";
import { readLogFilter } from "@/lib/deliveries/log-schema";
import { readNeighbours } from "@/lib/deliveries/neighbours";
import { readDelivery } from "@/lib/deliveries/read";
import { readResendRequests } from "@/lib/deliveries/read-resend-requests";
import { readRetries } from "@/lib/endpoints/set-retries";
import { NotFoundError } from "@/lib/errors";
import { pageActor } from "@/lib/web/session";

type Query = Record<string, string | string[] | undefined>;
type Props = { params: Promise<{ deliveryID: string }>; searchParams: Promise<Query> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return pageTitle(`Delivery ${(await params).deliveryID}`);
}

const list = "/administration/developer/deliveries";

export default async function DeliveryPage({ params, searchParams }: Props) {
  const { deliveryID } = await params;
  const { query, filter, isFiltered } = listOf(await searchParams);
  const actor = await pageActor("deliveries:read", `${list}/${encodeURIComponent(deliveryID)}`);
  const delivery = await readDelivery(actor, deliveryID).catch((error) => {
    if (error instanceof NotFoundError) notFound();
    throw error;
  });
  const [neighbours, requests, leftOut, ownScheduleMs] = await Promise.all([
    readNeighbours(actor, deliveryID, filter),
    readResendRequests(actor, deliveryID),
    readLeftOut(actor, delivery.eventID),
    readRetries(actor, delivery.endpointID),
  ]);
  const { retentionDays } = config();
  const retryScheduleMs = ownScheduleMs ?? config().retryScheduleMs;
  const { attempts, ...view } = delivery;
  const [newest, ...earlier] = attempts.toReversed();
  const count = attemptCountText(delivery, retryScheduleMs);
  const ahead = <ScheduleAhead ahead={attemptsAheadOf(delivery, retryScheduleMs)} />;
  return (
    <>
      <DeliveryCrumbs
        list={{ path: list, query, isFiltered }}
        deliveryID={delivery.deliveryID}
        neighbours={neighbours}
      />
      <PageHeader
        title={visibleText(`${delivery.eventType} · ${delivery.instanceID}`)}
        state={<DeliveryStatus delivery={delivery} />}
        actions={
          <>
            {can(actor, "webhooks:write") && <DryRun eventID={delivery.eventID} test={testWebhook} />}
            {can(actor, "deliveries:write") && (
              <ResendButton deliveryID={delivery.deliveryID} resend={resendAction} />
            )}
          </>
        }
      />
      <RefreshOnChange delivery={view} />
      <DeliveryNote delivery={delivery} limits={{ maxAttempts: retryScheduleMs.length + 1, retentionDays }} />
      <DeliveryFacts delivery={delivery} />
      <LeftOut processName={delivery.processName} urls={leftOut} />
      {newest ? (
        <Attempts
          // Another delivery begins with its own newest attempt.
          key={delivery.deliveryID}
          attempts={[newest, ...earlier]}
          url={delivery.url}
          resendLinks={Object.fromEntries(
            requests.map(({ number, subject }) => [
              number,
              `/administration/developer/history?subject=${subject}`,
            ]),
          )}
          count={count}
          ahead={ahead}
        />
      ) : (
        <Card title="Attempts" aside={<span className="text-[12.5px] text-text-2">{count}</span>}>
          {delivery.status === "pending" ? (
            <EmptyState title="Not called yet">Attempts appear here as they begin.</EmptyState>
          ) : (
            <EmptyState title="Never called">No attempt was made.</EmptyState>
          )}
        </Card>
      )}
    </>
  );
}

/** The list one came from: its page and what it was filtered by. What means nothing there is left out. */
function listOf(searchParams: Query) {
  const { filter } = readLogFilter(searchParams);
  const query = logQuery(filter);
  const isFiltered = query.size > 0;
  for (const name of ["before", "after"]) {
    const given = searchParams[name];
    if (typeof given === "string" && parseCursor(given)) query.set(name, given);
  }
  return { query: query.size === 0 ? "" : `?${query}`, filter, isFiltered };
}
