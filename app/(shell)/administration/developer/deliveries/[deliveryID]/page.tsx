import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { resendAction } from "@/app/(shell)/administration/developer/deliveries/actions";
import { AttemptTimeline } from "@/components/deliveries/attempt-timeline";
import { cancelReasons, DeliveryStatus } from "@/components/deliveries/delivery-status";
import { RefreshOnChange } from "@/components/deliveries/refresh-on-change";
import { ResendButton } from "@/components/deliveries/resend-button";
import { WaitNote } from "@/components/deliveries/wait-note";
import { whyFailed } from "@/components/deliveries/why-failed";
import { pageTitle } from "@/components/shell/page-title";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import { can } from "@/lib/auth/permissions";
import { adviceFor } from "@/lib/callback/advice";
import { readDelivery } from "@/lib/deliveries/read";
import type { DeliveryView } from "@/lib/deliveries/view";
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
  const { attempts: inOrder, ...view } = delivery;
  const attempts = inOrder.toReversed();
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
      <RefreshOnChange delivery={view} />
      <WaitNote delivery={delivery} />
      <Explanation delivery={delivery} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <Card title="Attempts" aside={<span className="text-[12.5px] text-text-2">{attempts.length}</span>}>
          {attempts.length === 0 ? (
            <EmptyState title="Not called yet">
              The first call goes out as soon as the URL has a free place.
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
                  State and attempts of this URL
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

/** What to know and to do about a delivery that has not succeeded. */
function Explanation({ delivery }: { delivery: DeliveryView }) {
  const { status, cancelReason, beingCancelled, failReason, lastOutcome, lastStatusCode, endpoint } =
    delivery;
  const advice = lastOutcome ? adviceFor(lastOutcome, lastStatusCode).advice : null;
  const sentences = [
    ...(status === "cancelled" && cancelReason
      ? [
          beingCancelled
            ? `It is being cancelled, because ${cancelReasons[cancelReason]}: it is not sent any more.`
            : `Cancelled because ${cancelReasons[cancelReason]}.`,
        ]
      : []),
    ...(status === "failed" ? [whyFailed(delivery)] : []),
    ...(status === "delivered" && lastOutcome !== null && lastOutcome !== "delivered"
      ? ["It had been delivered before; only the last attempt, a resend, failed."]
      : []),
    ...(status === "pending" && endpoint.state === "suspended"
      ? [`The URL is suspended${endpoint.reason ? `: ${endpoint.reason}` : "."} This delivery waits.`]
      : []),
    ...(status !== "delivered" && status !== "cancelled" && failReason !== "expired" && advice
      ? [advice]
      : []),
  ];
  if (sentences.length === 0) return null;
  return (
    <div className="mb-4">
      <Note tone={status === "failed" ? "bad" : "info"}>{sentences.join(" ")}</Note>
    </div>
  );
}
