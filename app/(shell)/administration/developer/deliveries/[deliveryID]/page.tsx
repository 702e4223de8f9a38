import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { resendAction } from "@/app/(shell)/administration/developer/deliveries/actions";
import { AttemptTimeline } from "@/components/deliveries/attempt-timeline";
import { DeliveryNote } from "@/components/deliveries/delivery-note";
import { DeliveryStatus } from "@/components/deliveries/delivery-status";
import { ResendButton } from "@/components/deliveries/resend-button";
import { pageTitle } from "@/components/shell/page-title";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import { can } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { readDelivery } from "@/lib/deliveries/read";
import { NotFoundError } from "@/lib/errors";
import { pageActor } from "@/lib/web/session";

type Props = { params: Promise<{ deliveryID: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return pageTitle(`Delivery ${(await params).deliveryID}`);
}

const list = "/administration/developer/deliveries";

export default async function DeliveryPage({ params }: Props) {
  const { deliveryID } = await params;
  const actor = await pageActor("deliveries:read", `${list}/${encodeURIComponent(deliveryID)}`);
  const delivery = await readDelivery(actor, deliveryID).catch((error) => {
    if (error instanceof NotFoundError) notFound();
    throw error;
  });
  const { retryScheduleMs, retentionDays } = config();
  const limits = { maxAttempts: retryScheduleMs.length + 1, retentionDays };
  const attempts = delivery.attempts.toReversed();
  return (
    <>
      <p className="mb-1 text-[12.5px] text-text-2">
        <Link href={list} className="hover:underline">
          Deliveries
        </Link>{" "}
        / {delivery.deliveryID}
      </p>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="break-all">
              {delivery.eventType} · {visibleText(delivery.instanceID)}
            </span>
            <DeliveryStatus delivery={delivery} />
          </span>
        }
        actions={
          can(actor, "deliveries:write") && (
            <ResendButton deliveryID={delivery.deliveryID} resend={resendAction} />
          )
        }
      />
      <RefreshWhile active={delivery.resendBy !== null || delivery.underWay || delivery.beingCancelled} />
      <DeliveryNote delivery={delivery} limits={limits} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <Card title="Attempts" aside={<span className="text-[12.5px] text-text-2">{attempts.length}</span>}>
          {attempts.length === 0 ? (
            <EmptyState title={delivery.status === "pending" ? "Not called yet" : "Never called"}>
              {delivery.status === "pending" ? "Attempts appear here as they begin." : "No attempt was made."}
            </EmptyState>
          ) : (
            <AttemptTimeline attempts={attempts} />
          )}
        </Card>
        <Card title="Delivery" className="self-start">
          <dl className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-3">
            <Fact name="URL">
              <code className="text-[12.5px] break-all">{visibleText(delivery.url)}</code>{" "}
              <CopyButton text={delivery.url} label="Copy the URL" />
              <p>
                <Link
                  href={`/administration/developer/endpoints/${delivery.endpointID}`}
                  className="text-primary hover:underline"
                >
                  How this URL does
                </Link>
              </p>
            </Fact>
            <Fact name="Instance">
              <Link
                href={`/instances/${encodeURIComponent(delivery.instanceID)}`}
                className="break-all text-primary hover:underline"
              >
                {visibleText(delivery.instanceID)}
              </Link>
            </Fact>
            <Fact name="Process">{delivery.processName}</Fact>
            <Fact name="Event (webhook-id)">
              <code className="text-[12.5px] break-all">{delivery.eventID}</code>{" "}
              <CopyButton text={delivery.eventID} label="Copy the event's id" />
            </Fact>
            <Fact name="Recorded">
              <RelativeTime at={delivery.createdAt} />
            </Fact>
            {delivery.doneAt && (
              <Fact name="Finished">
                <RelativeTime at={delivery.doneAt} />
              </Fact>
            )}
          </dl>
        </Card>
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-[12.5px] text-text-2">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
