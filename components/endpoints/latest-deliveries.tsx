import Link from "next/link";
import { DeliveryStatus } from "@/components/deliveries/delivery-status";
import { RelativeTime } from "@/components/ui/relative-time";
import { TruncatedText } from "@/components/ui/truncated-text";
import { adviceFor } from "@/lib/callback/advice";
import type { DeliveryView } from "@/lib/deliveries/view";

const cell = "px-2 py-1.5 align-middle first:pl-4 last:pr-4";
const head = "px-2 py-1.5 text-left text-xs font-semibold text-text-2 first:pl-4 last:pr-4";
/** Left out where there is little room: the delivery's own page says it. */
const roomy = "hidden @lg:table-cell";

/** An endpoint's latest deliveries, a line each. */
export function LatestDeliveries({ deliveries }: { deliveries: DeliveryView[] }) {
  return (
    <div className="@container">
      <table className="w-full table-fixed text-[13px]">
        <caption className="sr-only">Latest deliveries to this URL</caption>
        <thead className="border-b border-line">
          <tr>
            <th scope="col" className={`${head} w-32 @lg:w-36`}>
              Status
            </th>
            <th scope="col" className={`${head} ${roomy} w-18`}>
              Event
            </th>
            <th scope="col" className={head}>
              Instance
            </th>
            <th scope="col" className={`${head} ${roomy} w-40`}>
              Last result
            </th>
            <th scope="col" className={`${head} w-20 text-right @lg:w-24`}>
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.deliveryID} className="border-b border-line last:border-0 hover:bg-surface-2">
              <td className={cell}>
                <DeliveryStatus delivery={delivery} />
              </td>
              <td className={`${cell} ${roomy}`}>{delivery.eventType}</td>
              <td className={cell}>
                <Link
                  href={`/administration/developer/deliveries/${delivery.deliveryID}`}
                  prefetch={false}
                  className="font-medium text-primary hover:underline"
                >
                  <TruncatedText text={delivery.instanceID} />
                  <span className="sr-only">, delivery {delivery.deliveryID}</span>
                </Link>
              </td>
              <td className={`${cell} ${roomy} truncate text-text-2`} title={resultText(delivery)}>
                {resultText(delivery)}
              </td>
              <td className={`${cell} text-right text-text-2`}>
                <RelativeTime at={delivery.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "500 · 12 ms, attempt 3" */
function resultText({ lastOutcome, lastStatusCode, lastTotalMs, attemptCount }: DeliveryView): string {
  if (!lastOutcome) return "–";
  const parts = [
    adviceFor(lastOutcome, lastStatusCode).title,
    ...(lastTotalMs === null ? [] : [`${Math.round(lastTotalMs).toLocaleString("en-US")} ms`]),
  ];
  return `${parts.join(" · ")}${attemptCount > 1 ? `, attempt ${attemptCount}` : ""}`;
}
