import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { EndpointTable } from "@/components/endpoints/endpoint-table";
import { StatsIncomplete } from "@/components/endpoints/stats-incomplete";
import { AccountedFor, NotCounted } from "@/components/reconciliation/accounted-for";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { RelativeTime } from "@/components/ui/relative-time";
import { OrderCard } from "@/components/webhooks/order-card";
import { TypeCard } from "@/components/webhooks/type-card";
import { WebhooksButton } from "@/components/webhooks/webhooks-button";
import type { Actor } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { listDeliveries } from "@/lib/deliveries/list";
import { readOverview } from "@/lib/deliveries/overview";
import { readEndpointStats } from "@/lib/endpoints/read-stats";
import { eventTypes, eventTypesText } from "@/lib/events/event-types";
import { reconcileLastDay } from "@/lib/reconciliation/last-day";
import { pageActor } from "@/lib/web/session";
import { readOrder } from "@/lib/webhooks/order";
import { readWebhooks } from "@/lib/webhooks/read";
import {
  latestEvents,
  loadWebhooks,
  previewSaveAction,
  resumeAction,
  saveOrderAction,
  saveWebhooks,
  suspendAction,
  testWebhook,
  testWebhooks,
  undoSaveAction,
} from "./actions";

export const metadata: Metadata = { title: "Developer resources" };

const latestCount = 8;

export default async function DeveloperPage() {
  const actor = await pageActor("webhooks:read", "/administration/developer");
  const [webhooks, order, overview, endpoints, latest] = await Promise.all([
    readWebhooks(actor),
    readOrder(actor),
    readOverview(actor),
    readEndpointStats(actor),
    listDeliveries(actor, { limit: latestCount }),
  ]);
  const delivered = eventTypes.reduce((sum, type) => sum + overview.types[type].delivered, 0);
  const urls = endpoints.length;
  return (
    <>
      <PageHeader
        title="Developer resources"
        actions={
          <>
            <Link href="/administration/developer/api" prefetch={false} className={buttonClass()}>
              API
            </Link>
            <WebhooksButton
              allow={config().callbackAllow}
              webhooks={webhooks}
              known={endpoints.map(({ endpointID, url, state, last }) => ({ endpointID, url, state, last }))}
              actions={{
                load: loadWebhooks,
                preview: previewSaveAction,
                save: saveWebhooks,
                undo: undoSaveAction,
                test: testWebhook,
                testAll: testWebhooks,
                latestEvents,
              }}
            />
          </>
        }
      >
        {urls === 0
          ? "No callback URL yet: Webhooks opens the settings."
          : `${urls} callback URL${urls === 1 ? "" : "s"} · ${delivered.toLocaleString("en-US")} callbacks delivered in the last 24 hours`}
        {webhooks.updatedAt && (
          <>
            {" · "}
            <Link
              href="/administration/developer/history"
              prefetch={false}
              className="text-primary underline"
            >
              changed <RelativeTime at={webhooks.updatedAt} /> by {webhooks.updatedBy ?? "the operator"}
            </Link>
          </>
        )}
      </PageHeader>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="grid gap-4 lg:auto-cols-fr lg:grid-flow-col">
          {eventTypes.map((type) => (
            <TypeCard
              key={type}
              overview={overview.types[type]}
              enabled={webhooks[type].enabled}
              urls={webhooks[type].urls.length}
            />
          ))}
        </div>
        <Suspense fallback={<NotCounted>Counting the changes of the last 24 hours …</NotCounted>}>
          <Accounted actor={actor} />
        </Suspense>
        <Card title="Callback URLs" aside={<span className="text-[12.5px] text-text-2">last 24 hours</span>}>
          {urls === 0 ? (
            <EmptyState title="No callback URL yet">
              Press Webhooks, enter a URL and switch its callback on. From then on it is called for every
              instance {eventTypesText("or")}.
            </EmptyState>
          ) : (
            <EndpointTable endpoints={endpoints} suspend={suspendAction} resume={resumeAction} />
          )}
          {!overview.complete && <StatsIncomplete />}
        </Card>
        <OrderCard order={order} save={saveOrderAction} />
        <Card
          title="Latest deliveries"
          aside={
            <Link
              href="/administration/developer/deliveries"
              prefetch={false}
              className={buttonClass("secondary", "s")}
            >
              View all
            </Link>
          }
        >
          {latest.items.length === 0 ? (
            <EmptyState title="No deliveries yet">
              The first one shows here as soon as a{" "}
              <Link href="/instances/new" prefetch={false} className="text-primary underline">
                process instance
              </Link>{" "}
              changes while a callback is on.
            </EmptyState>
          ) : (
            <DeliveryTable deliveries={latest.items} />
          )}
        </Card>
      </div>
      <RefreshWhile active pace="steady" />
    </>
  );
}

async function Accounted({ actor }: { actor: Actor }) {
  const found = await reconcileLastDay(actor);
  if (found) return <AccountedFor found={found} />;
  return (
    <NotCounted>
      Counting the changes of the last 24 hours takes longer than a page may. On the server,{" "}
      <code>npm run admin -- reconcile</code> counts them.
    </NotCounted>
  );
}
