import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { ShortUrl } from "@/components/ui/short-url";
import { adviceFor } from "@/lib/callback/advice";
import type { DeliveryView } from "@/lib/deliveries/view";
import { cancelReasons, DeliveryStatus } from "./delivery-status";

const cell = "md:px-4 md:py-2.5 md:align-top";
/** On narrow screens it takes a line of its own. */
const line = "basis-full md:basis-auto";
const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";

/** Deliveries, a row each; on narrow screens each row is a block of its own. */
export function DeliveryTable({
  deliveries,
  showInstance = true,
}: {
  deliveries: DeliveryView[];
  showInstance?: boolean;
}) {
  return (
    <table className="block w-full md:table md:table-fixed">
      <thead className="hidden border-b border-line md:table-header-group">
        <tr>
          <th className={`${head} w-44`}>Status</th>
          <th className={`${head} w-20`}>Event</th>
          {showInstance && <th className={`${head} w-40`}>Instance</th>}
          <th className={head}>URL</th>
          <th className={`${head} w-20`}>Attempts</th>
          <th className={`${head} w-40`}>Last result</th>
          <th className={`${head} w-24 text-right`}>When</th>
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {deliveries.map((delivery) => (
          <tr
            key={delivery.deliveryID}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-0 hover:bg-surface-2 md:table-row md:p-0"
          >
            <td className={cell}>
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
                  <code className="text-[12.5px] break-words">{delivery.instanceID}</code>
                </DetailLink>
              </td>
            )}
            <td className={`${cell} ${line}`}>
              <ShortUrl url={delivery.url} longest={44} />
            </td>
            <td className={cell}>
              {delivery.attempts}
              <span className="md:hidden"> attempt{delivery.attempts === 1 ? "" : "s"}</span>
            </td>
            <td className={`${cell} text-text-2`}>
              <LastResult delivery={delivery} />
            </td>
            <td className={`${cell} text-text-2 md:text-right`}>
              <Ago at={delivery.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
