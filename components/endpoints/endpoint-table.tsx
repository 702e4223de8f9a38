import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { adviceFor } from "@/lib/callback/advice";
import type { EndpointStats } from "@/lib/endpoints/view";
import { countText } from "@/lib/stats/count";
import { ConditionText, conditionOf } from "./condition";
import { type EndpointAction, EndpointButtons } from "./endpoint-buttons";
import { EndpointLink } from "./endpoint-link";
import { StatePill } from "./state-pill";

const cell = "@4xl:px-3 @4xl:py-2.5 @4xl:align-top";
/** On narrow screens it takes a line of its own. */
const line = "min-w-0 basis-full @4xl:basis-auto";
const head = "px-3 py-2.5 text-left text-xs font-semibold text-text-2";
const edge = "@4xl:first:pl-4 @4xl:last:pr-4";
const grouped = (count: number) => count.toLocaleString("en-US");

type Actions = { suspend: EndpointAction; resume: EndpointAction };

/** A row for each callback URL with its statistics, a second row where it is not active; blocks on narrow screens. */
export function EndpointTable({ endpoints, ...actions }: { endpoints: EndpointStats[] } & Actions) {
  return (
    <div className="@container">
      <table className="block w-full @4xl:table @4xl:table-fixed">
        <thead className="hidden border-b border-line @4xl:table-header-group">
          <tr>
            <th className={`${head} ${edge}`}>URL</th>
            <th className={`${head} w-32`}>State</th>
            <th className={`${head} w-40`}>Delivered</th>
            <th className={`${head} w-29`}>p50 / p95</th>
            <th className={`${head} w-33`}>Last result</th>
            <th className={`${head} ${edge} w-26`}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        {endpoints.map((endpoint) => (
          <Rows key={endpoint.endpointID} endpoint={endpoint} {...actions} />
        ))}
      </table>
    </div>
  );
}

function Rows({ endpoint, ...actions }: { endpoint: EndpointStats } & Actions) {
  const { url, eventTypes, p50Ms, p95Ms } = endpoint;
  const condition = conditionOf(endpoint);
  return (
    <tbody className="block border-b border-line px-4 py-2.5 last:border-0 @4xl:table-row-group">
      <tr className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 @4xl:table-row">
        <td className={`${cell} ${line} ${edge}`}>
          <EndpointLink endpointID={endpoint.endpointID} url={url} />
          <p className="text-[12.5px] text-text-2">
            {eventTypes.length > 0 ? eventTypes.join(", ") : "no events: switched off or removed"}
          </p>
        </td>
        <td className={cell}>
          <StatePill condition={condition} />
        </td>
        <td className={cell}>
          <Share endpoint={endpoint} />
        </td>
        <td className={`${cell} text-text-2`}>
          {p50Ms === null || p95Ms === null
            ? "–"
            : `${grouped(Math.round(p50Ms))} / ${grouped(Math.round(p95Ms))} ms`}
        </td>
        <td className={`${cell} text-text-2`}>
          <Last endpoint={endpoint} />
        </td>
        <td className={`${cell} ${edge} @4xl:text-right`}>
          <EndpointButtons endpoint={endpoint} {...actions} />
        </td>
      </tr>
      {condition !== "active" && (
        <tr className="block @4xl:table-row">
          <td
            colSpan={6}
            className="block pt-0.5 text-[12.5px] break-words text-text-2 @4xl:table-cell @4xl:px-4 @4xl:pt-0 @4xl:pb-2.5"
          >
            <ConditionText endpoint={endpoint} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Share({ endpoint: { delivered, failed, pending } }: { endpoint: EndpointStats }) {
  const finished = delivered + failed;
  const share = finished === 0 ? null : Math.floor((delivered / finished) * 1_000) / 10;
  return (
    <>
      {share === null ? <span className="text-text-2">nothing yet</span> : `${share} %`}
      {share !== null && <span className="text-text-2"> of {grouped(finished)} finished</span>}
      {pending.count > 0 && <p className="text-[12.5px] text-warn">{countText(pending)} waiting</p>}
    </>
  );
}

function Last({ endpoint: { last } }: { endpoint: EndpointStats }) {
  if (!last) return "–";
  return (
    <>
      <Link
        href={`/administration/developer/deliveries/${last.deliveryID}`}
        prefetch={false}
        className="text-primary underline"
      >
        {adviceFor(last.outcome, last.statusCode).title}
      </Link>{" "}
      · <RelativeTime at={last.at} />
    </>
  );
}
