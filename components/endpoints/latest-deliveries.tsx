import Link from "next/link";
import { DeliveryStatus } from "@/components/deliveries/delivery-status";
import { instanceWidth } from "@/components/deliveries/log-columns";
import { RelativeTime } from "@/components/ui/relative-time";
import { TruncatedText } from "@/components/ui/truncated-text";
import { outcomeTitle } from "@/lib/callback/outcome-title";
import type { DeliveryView } from "@/lib/deliveries/view";
import { grouped } from "@/lib/plural";

const cell = "@lg:px-2 @lg:py-1.5 @lg:align-middle @lg:first:pl-4 @lg:last:pr-4";
const head = "px-2 py-1.5 text-left text-xs font-semibold text-text-2 first:pl-4 last:pr-4";
/** Left out where there is little room: the delivery's own page says it. */
const roomy = "hidden @lg:table-cell";

/** An endpoint's latest deliveries, a line each; where there is little room two. */
export function LatestDeliveries({ deliveries }: { deliveries: DeliveryView[] }) {
  return (
    <div className="@container">
      <table className="block w-full text-[13px] @lg:table @lg:table-fixed">
        <caption className="sr-only">Latest deliveries to this URL</caption>
        <thead className="hidden border-b border-line @lg:table-header-group">
          <tr>
            <th scope="col" className={`${head} w-40`}>
              Status
            </th>
            <th scope="col" className={`${head} ${roomy} w-17`}>
              Event
            </th>
            <th
              scope="col"
              className={head}
              style={{
                width: instanceWidth(
                  deliveries.map(({ instanceID }) => instanceID),
                  { padding: 16, max: "32cqw" },
                ),
              }}
            >
              Instance
            </th>
            <th scope="col" className={`${head} ${roomy}`}>
              Last result
            </th>
            <th scope="col" className={`${head} w-22 text-right`}>
              When
            </th>
          </tr>
        </thead>
        <tbody className="block @lg:table-row-group">
          {deliveries.map((delivery) => (
            <tr
              key={delivery.deliveryID}
              className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line px-4 py-2 last:border-0 hover:bg-surface-2 @lg:table-row @lg:p-0"
            >
              <td className={cell}>
                <DeliveryStatus delivery={delivery} />
              </td>
              <td className={`${cell} ${roomy}`}>{delivery.eventType}</td>
              <td className={`${cell} order-last min-w-0 basis-full @lg:order-none`}>
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
              <td className={`${cell} ml-auto text-text-2 @lg:text-right`}>
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
    outcomeTitle(lastOutcome, lastStatusCode),
    ...(lastTotalMs === null ? [] : [`${grouped(Math.round(lastTotalMs))} ms`]),
  ];
  return `${parts.join(" · ")}${attemptCount > 1 ? `, attempt ${attemptCount}` : ""}`;
}
