import Link from "next/link";
import { CountBars } from "@/components/ui/count-bars";
import { RelativeTime } from "@/components/ui/relative-time";
import { outcomeTitle } from "@/lib/callback/outcome-title";
import type { HalfHourBar } from "@/lib/deliveries/view";
import { type EndpointStats, firstCallsOf, firstCallsText, waitingOf } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import { countText } from "@/lib/stats/count";
import { byTrouble } from "./by-trouble";
import { ConditionText, conditionOf } from "./condition";
import { type EndpointAction, EndpointButtons } from "./endpoint-buttons";
import { EndpointLink } from "./endpoint-link";
import { latencyText } from "./latency-text";
import { StatePill } from "./state-pill";
import { UrlFilter } from "./url-filter";

const cell = "@4xl:px-2.5 @4xl:py-2 @4xl:align-top";
/** On narrow screens it takes a line of its own. */
const line = "min-w-0 basis-full @4xl:basis-auto";
const head = "px-2.5 py-2 text-left text-xs font-semibold text-text-2";
const edge = "@4xl:first:pl-4 @4xl:last:pr-4";
const small = "text-[12.5px] text-text-2";
/** Where the row has no trouble its buttons appear under the pointer or the focus; where nothing hovers they are always there. */
const quiet =
  "[@media(hover:hover)]:opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 motion-safe:transition-opacity";

type Actions = { suspend: EndpointAction; resume: EndpointAction };
type Props = {
  endpoints: EndpointStats[];
  /** What ended of each, by half hour; of one that is missing nothing has. */
  bars: Record<string, HalfHourBar[]>;
  /** What the URLs are filtered by at first. */
  filter: string;
} & Actions;

/**
 * Two lines for each callback URL, those in trouble first, and a third where it is not active; blocks on narrow screens. What does
 * not fit into a column is cut, so that the table is never wider than its place.
 */
export function EndpointTable({ endpoints, bars, filter, ...actions }: Props) {
  const rows = byTrouble(endpoints).map((endpoint) => ({
    key: endpoint.endpointID,
    url: endpoint.url,
    name: endpoint.name,
    row: <Rows endpoint={endpoint} bars={bars[endpoint.endpointID] ?? []} {...actions} />,
  }));
  return (
    <div className="@container">
      <UrlFilter rows={rows} initial={filter}>
        <thead className="hidden border-b border-line @4xl:table-header-group">
          <tr>
            <th className={`${head} ${edge}`}>URL</th>
            <th className={`${head} w-30`}>State</th>
            <th className={`${head} w-30 @7xl:w-60`}>24 hours</th>
            <th className={`${head} w-33`}>Delivered</th>
            <th className={`${head} w-34`}>p50 / p95</th>
            <th className={`${head} w-38 @7xl:w-50`}>Last result</th>
            <th className={`${head} ${edge} w-24`}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
      </UrlFilter>
    </div>
  );
}

function Rows({ endpoint, bars, ...actions }: { endpoint: EndpointStats; bars: HalfHourBar[] } & Actions) {
  const { url, eventTypes, p50Ms, p95Ms } = endpoint;
  const condition = conditionOf(endpoint);
  return (
    <>
      <tr className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 @4xl:table-row">
        <td className={`${cell} ${line} ${edge}`}>
          <EndpointLink endpointID={endpoint.endpointID} url={url} name={endpoint.name} />
          <p className={`truncate ${small}`}>
            {eventTypes.length > 0 ? eventTypes.join(", ") : "no events: switched off or removed"}
          </p>
        </td>
        <td className={cell}>
          <StatePill condition={condition} />
        </td>
        <td className={`${cell} @max-4xl:hidden`}>
          {bars.length > 0 && <CountBars bars={bars} className="mt-1 h-7 w-full" />}
        </td>
        <td className={`${cell} @4xl:overflow-hidden`}>
          <Share endpoint={endpoint} />
        </td>
        <td className={`${cell} text-text-2`}>
          <span className="text-[12.5px] @4xl:hidden">p50 / p95 </span>
          {p50Ms === null || p95Ms === null ? "–" : latencyText(p50Ms, p95Ms)}
        </td>
        <td className={`${cell} min-w-0 text-text-2 @4xl:overflow-hidden`}>
          <Last endpoint={endpoint} />
        </td>
        <td className={`${cell} ${edge} @4xl:text-right print:hidden`}>
          <span className={condition === "active" ? quiet : undefined}>
            <EndpointButtons endpoint={endpoint} {...actions} />
          </span>
        </td>
      </tr>
      {condition !== "active" && (
        <tr className="block @4xl:table-row">
          <td
            colSpan={7}
            className={`block pt-0.5 break-words ${small} @4xl:table-cell @4xl:px-4 @4xl:pt-0 @4xl:pb-2`}
          >
            <ConditionText endpoint={endpoint} />
          </td>
        </tr>
      )}
    </>
  );
}

function Share({ endpoint }: { endpoint: EndpointStats }) {
  const { delivered, failed, last } = endpoint;
  const finished = delivered + failed;
  const waiting = waitingOf(endpoint);
  const firstCalls = firstCallsOf(endpoint);
  const uncalled = firstCalls > 0 ? firstCallsText(firstCalls) : "never called";
  const share = Math.floor((delivered / finished) * 1_000) / 10;
  return (
    <>
      {finished === 0 ? (
        <span className="text-text-2">{last ? "none in 24 h" : uncalled}</span>
      ) : (
        <>
          {share} % <span className={`@4xl:block ${small}`}>of {grouped(finished)} finished</span>
        </>
      )}
      {waiting.count > 0 && (
        <span className="text-[12.5px] text-warn @max-4xl:ml-3 @4xl:block">{countText(waiting)} waiting</span>
      )}
    </>
  );
}

function Last({ endpoint: { last } }: { endpoint: EndpointStats }) {
  if (!last) return "–";
  const title = outcomeTitle(last.outcome, last.statusCode);
  return (
    <>
      <Link
        href={`/administration/developer/deliveries/${last.deliveryID}`}
        prefetch={false}
        title={title}
        className="text-primary underline @4xl:block @4xl:truncate"
      >
        {title}
      </Link>{" "}
      <span className={small}>
        <RelativeTime at={last.at} />
      </span>
    </>
  );
}
