import Link from "next/link";
import { EndpointLink } from "@/components/endpoints/endpoint-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { TruncatedText } from "@/components/ui/truncated-text";
import { adviceFor } from "@/lib/callback/advice";
import type { DeliveryView } from "@/lib/deliveries/view";
import { DeliveryStatus } from "./delivery-status";
import { cancelReasons } from "./delivery-words";
import { type ResendAction, ResendButton } from "./resend-button";

const cell = "@4xl:px-3 @4xl:py-2.5 @4xl:align-top";
/** On narrow screens it takes a line of its own. */
const line = "min-w-0 basis-full @4xl:basis-auto";
const head = "px-3 py-2.5 text-left text-xs font-semibold text-text-2";
const edge = "@4xl:first:pl-4 @4xl:last:pr-4";

/** Deliveries, a row each, where allowed with a button to resend; where there is little room each row is a block of its own. */
export function DeliveryTable({
  deliveries,
  showInstance = true,
  showUrl = true,
  resend,
}: {
  deliveries: DeliveryView[];
  showInstance?: boolean;
  showUrl?: boolean;
  resend?: ResendAction | undefined;
}) {
  return (
    <div className="@container">
      <table className="block w-full @4xl:table @4xl:table-fixed">
        <thead className="hidden border-b border-line @4xl:table-header-group">
          <tr>
            <th className={`${head} ${edge} w-43`}>Status</th>
            <th className={`${head} w-19`}>Event</th>
            {showInstance && <th className={`${head} ${showUrl ? "w-43" : ""}`}>Instance</th>}
            {showUrl && <th className={head}>URL</th>}
            <th className={`${head} w-19`}>Attempts</th>
            <th className={`${head} w-31`}>Last result</th>
            <th className={`${head} ${edge} w-25 text-right`}>When</th>
            {resend && (
              <th className={`${head} ${edge} w-24`}>
                <span className="sr-only">Resend</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody className="block @4xl:table-row-group">
          {deliveries.map((delivery) => (
            <tr
              key={delivery.deliveryID}
              className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-0 hover:bg-surface-2 @4xl:table-row @4xl:p-0"
            >
              <td className={`${cell} ${edge}`}>
                <DeliveryStatus delivery={delivery} />
              </td>
              <td className={cell}>
                {showInstance ? (
                  delivery.eventType
                ) : (
                  <DetailLink deliveryID={delivery.deliveryID}>{delivery.eventType}</DetailLink>
                )}
              </td>
              {showInstance && (
                <td className={`${cell} ${line}`}>
                  <DetailLink deliveryID={delivery.deliveryID}>
                    <TruncatedText text={delivery.instanceID} />
                  </DetailLink>
                </td>
              )}
              {showUrl && (
                <td className={`${cell} ${line}`}>
                  <EndpointLink endpointID={delivery.endpointID} url={delivery.url} />
                </td>
              )}
              <td className={cell}>
                {delivery.attemptCount}
                <span className="@4xl:hidden"> attempt{delivery.attemptCount === 1 ? "" : "s"}</span>
              </td>
              <td className={`${cell} text-text-2`}>
                <LastResult delivery={delivery} />
              </td>
              <td className={`${cell} ${edge} text-text-2 @4xl:text-right`}>
                <RelativeTime at={delivery.createdAt} />
              </td>
              {resend && (
                <td className={`${cell} ${edge} ml-auto @4xl:text-right`}>
                  <ResendButton deliveryID={delivery.deliveryID} resend={resend} inRow />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DetailLink({ deliveryID, children }: { deliveryID: string; children: React.ReactNode }) {
  return (
    <Link
      href={`/administration/developer/deliveries/${deliveryID}`}
      prefetch={false}
      className="font-medium text-primary hover:underline"
    >
      {children}
      <span className="sr-only">, delivery {deliveryID}</span>
    </Link>
  );
}

function LastResult({ delivery }: { delivery: DeliveryView }) {
  const { lastOutcome, lastStatusCode, lastTotalMs, status, cancelReason } = delivery;
  if (status === "cancelled" && cancelReason) return cancelReasons[cancelReason];
  const parts = [
    ...(lastOutcome ? [adviceFor(lastOutcome, lastStatusCode).title] : []),
    ...(lastOutcome && lastTotalMs !== null ? [`${Math.round(lastTotalMs).toLocaleString("en-US")} ms`] : []),
  ];
  return parts.length > 0 ? parts.join(" · ") : "–";
}
