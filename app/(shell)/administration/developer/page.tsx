import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { CertificateNotes } from "@/components/endpoints/certificate-notes";
import { EndpointTable } from "@/components/endpoints/endpoint-table";
import { StatsIncomplete } from "@/components/endpoints/stats-incomplete";
import { LastDay, NotCounted } from "@/components/reconciliation/last-day";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { RelativeTime } from "@/components/ui/relative-time";
import { FirstSteps } from "@/components/webhooks/first-steps";
import { knownUrlOf } from "@/components/webhooks/line-marks";
import { OrderCard } from "@/components/webhooks/order-card";
import { receiverUrl } from "@/components/webhooks/receiver-command";
import { TypeCard } from "@/components/webhooks/type-card";
import { WebhooksButton } from "@/components/webhooks/webhooks-button";
import { webhooksButtonId } from "@/components/webhooks/webhooks-button-id";
import type { Actor } from "@/lib/auth/actor";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { config } from "@/lib/config";
import { listDeliveries } from "@/lib/deliveries/list";
import { readOverview } from "@/lib/deliveries/overview";
import type { DeliveryView, Overview } from "@/lib/deliveries/view";
import { readEndpointStats } from "@/lib/endpoints/read-stats";
import type { EndpointStats } from "@/lib/endpoints/view";
import { eventTypes, eventTypesText } from "@/lib/events/event-types";
import { readWrongClocks, wrongClockText } from "@/lib/monitoring/clocks";
import { counted } from "@/lib/plural";
import { reconcileLastDay } from "@/lib/reconciliation/last-day";
import { pageActor } from "@/lib/web/session";
import { readFirstSteps } from "@/lib/webhooks/first-steps";
import { readOrder } from "@/lib/webhooks/order";
import { readWebhooks } from "@/lib/webhooks/read";
import type { WebhooksView } from "@/lib/webhooks/view";
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
import { testEndpointAction } from "./endpoints/actions";

export const metadata: Metadata = { title: "Developer resources" };

const path = "/administration/developer";
const latestCount = 8;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function DeveloperPage({ searchParams }: Props) {
  const actor = await pageActor("webhooks:read", path);
  const { urls: filter } = await searchParams;
  const [wrongClocks, webhooks, order, overview, endpoints, latest] = await Promise.all([
    readWrongClocks(actor),
    readWebhooks(actor),
    readOrder(actor),
    readOverview(actor),
    readEndpointStats(actor),
    listDeliveries(actor, { limit: latestCount }),
  ]);
  const steps = await readFirstSteps(
    actor,
    endpoints.some(({ delivered, last }) => delivered > 0 || last?.outcome === "delivered"),
  );
  const isNew = !(steps.entered && steps.tested && steps.changed);
  const delivered = eventTypes.reduce((sum, type) => sum + overview.types[type].delivered, 0);
  const { callbackAllow, maxUrls } = config();
  return (
    <>
      <PageHeader
        title="Developer resources"
        section="Callbacks"
        actions={
          <>
            <Link href="/administration/developer/api" prefetch={false} className={buttonClass()}>
              API
            </Link>
            <span id={webhooksButtonId}>
              <WebhooksButton
                rules={{ callbackAllow, maxUrls }}
                webhooks={webhooks}
                known={endpoints.map(knownUrlOf)}
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
            </span>
          </>
        }
      >
        <Summary
          endpoints={endpoints.length}
          delivered={delivered}
          since={overview.since}
          webhooks={webhooks}
        />
      </PageHeader>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {wrongClocks.map((clock) => (
          <Note key={`${clock.host} ${clock.aheadS}`} tone="warn" announced={false}>
            {wrongClockText(clock)}
          </Note>
        ))}
        <CertificateNotes endpoints={endpoints} />
        {isNew && (
          <FirstSteps
            steps={steps}
            localAllowed={judgeCallbackUrl(receiverUrl, callbackAllow).ok}
            endpoint={endpoints[0] ?? null}
            test={testEndpointAction}
          />
        )}
        <div className="grid gap-4 lg:auto-cols-fr lg:grid-flow-col">
          {eventTypes.map((type) => (
            <TypeCard
              key={type}
              overview={overview.types[type]}
              since={overview.since}
              enabled={webhooks[type].enabled}
              urls={webhooks[type].urls.length}
              firstCalls={endpoints.reduce((sum, { firstCalls }) => sum + (firstCalls[type] ?? 0), 0)}
            />
          ))}
        </div>
        <Suspense fallback={<NotCounted>Counting the changes of the last 24 hours …</NotCounted>}>
          <Accounted actor={actor} />
        </Suspense>
        {endpoints.length > 0 && (
          <UrlsCard
            endpoints={endpoints}
            overview={overview}
            filter={typeof filter === "string" ? filter : ""}
          />
        )}
        {latest.items.length > 0 && <LatestCard deliveries={latest.items} />}
        <OrderCard order={order} save={saveOrderAction} />
      </div>
      <RefreshWhile active pace="steady" />
    </>
  );
}

type SummaryProps = { endpoints: number; delivered: number; since: string; webhooks: WebhooksView };

function Summary({ endpoints, delivered, since, webhooks }: SummaryProps) {
  return (
    <>
      {endpoints === 0 ? (
        `HTTP requests to your applications, for every instance ${eventTypesText("or")}`
      ) : (
        <>
          {counted(endpoints, "callback URL", "callback URLs")} ·{" "}
          {counted(delivered, "callback", "callbacks")} delivered since <LocalTime at={since} to="day" />
        </>
      )}
      {webhooks.updatedAt && (
        <>
          {" · "}
          <Link href="/administration/developer/history" prefetch={false} className="text-primary underline">
            changed <RelativeTime at={webhooks.updatedAt} /> by {webhooks.updatedBy ?? "the operator"}
          </Link>
        </>
      )}
    </>
  );
}

type UrlsProps = { endpoints: EndpointStats[]; overview: Overview; filter: string };

function UrlsCard({ endpoints, overview, filter }: UrlsProps) {
  return (
    <Card
      title="Callback URLs"
      aside={
        <span className="text-[12.5px] text-text-2">
          since <LocalTime at={overview.since} to="day" />
        </span>
      }
    >
      <EndpointTable
        endpoints={endpoints}
        bars={overview.endpoints}
        filter={filter}
        suspend={suspendAction}
        resume={resumeAction}
      />
      {!overview.complete && <StatsIncomplete />}
    </Card>
  );
}

function LatestCard({ deliveries }: { deliveries: DeliveryView[] }) {
  return (
    <Card
      title="Latest deliveries"
      aside={
        <Link
          href="/administration/developer/deliveries"
          prefetch={false}
          className={`${buttonClass("secondary", "s")} print:hidden`}
        >
          View all
        </Link>
      }
    >
      <DeliveryTable deliveries={deliveries} />
    </Card>
  );
}

async function Accounted({ actor }: { actor: Actor }) {
  const found = await reconcileLastDay(actor);
  if (found) return <LastDay found={found} />;
  return (
    <NotCounted>
      Counting the changes of the last 24 hours takes longer than a page may. On the server,{" "}
      <code>npm run admin -- reconcile</code> counts them.
    </NotCounted>
  );
}
