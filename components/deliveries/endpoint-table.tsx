import { CircleAlert, CircleCheck, Pause, RotateCw } from "lucide-react";
import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { Pill } from "@/components/ui/pill";
import { ShortUrl } from "@/components/ui/short-url";
import { adviceFor } from "@/lib/callback/advice";
import type { EndpointHealth } from "@/lib/deliveries/endpoint-health";
import { type ResumeAction, ResumeButton } from "./resume-button";

const cell = "md:px-4 md:py-2.5 md:align-top";
/** On narrow screens it takes a line of its own. */
const line = "basis-full md:basis-auto";
const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";
const grouped = (count: number) => count.toLocaleString("en-US");

/** How each callback URL does, a row each; on narrow screens each row is a block of its own. */
export function EndpointTable({ endpoints, resume }: { endpoints: EndpointHealth[]; resume: ResumeAction }) {
  return (
    <table className="block w-full md:table md:table-fixed">
      <thead className="hidden border-b border-line md:table-header-group">
        <tr>
          <th className={head}>URL</th>
          <th className={`${head} w-36`}>Events</th>
          <th className={`${head} w-36`}>State</th>
          <th className={`${head} w-32`}>Delivered</th>
          <th className={`${head} w-32`}>p50 / p95</th>
          <th className={`${head} w-44`}>Last result</th>
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {endpoints.map((endpoint) => (
          <tr
            key={endpoint.endpointID}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-0 md:table-row md:p-0"
          >
            <td className={`${cell} ${line}`}>
              <ShortUrl url={endpoint.url} longest={44} />
            </td>
            <td className={`${cell} text-text-2`}>
              {endpoint.eventTypes.length > 0
                ? endpoint.eventTypes.join(", ")
                : "none: switched off or removed"}
            </td>
            <td className={cell}>
              <State endpoint={endpoint} resume={resume} />
            </td>
            <td className={cell}>
              <Share endpoint={endpoint} />
            </td>
            <td className={`${cell} text-text-2`}>
              {endpoint.p50Ms === null || endpoint.p95Ms === null
                ? "–"
                : `${grouped(Math.round(endpoint.p50Ms))} / ${grouped(Math.round(endpoint.p95Ms))} ms`}
            </td>
            <td className={`${cell} text-text-2`}>
              <Last endpoint={endpoint} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ endpoint, resume }: { endpoint: EndpointHealth; resume: ResumeAction }) {
  const { state, reason, last, endpointID, url, pending } = endpoint;
  if (state === "suspended") {
    return (
      <>
        <Pill tone="bad" icon={<Pause aria-hidden className="size-3" />}>
          Suspended
        </Pill>
        {reason && <p className="mt-0.5 text-[12.5px] text-text-2">{reason}</p>}
        <ResumeButton endpointID={endpointID} url={url} waiting={pending} resume={resume} />
      </>
    );
  }
  if (state === "probing") {
    return (
      <Pill tone="warn" icon={<RotateCw aria-hidden className="size-3" />}>
        Probing
      </Pill>
    );
  }
  return last && last.outcome !== "delivered" && last.outcome !== "in_progress" ? (
    <Pill tone="warn" icon={<CircleAlert aria-hidden className="size-3" />}>
      Failing
    </Pill>
  ) : (
    <Pill tone="ok" icon={<CircleCheck aria-hidden className="size-3" />}>
      Active
    </Pill>
  );
}

function Share({ endpoint: { delivered, failed, pending } }: { endpoint: EndpointHealth }) {
  const finished = delivered + failed;
  const share = finished === 0 ? null : Math.floor((delivered / finished) * 1_000) / 10;
  return (
    <>
      {share === null ? <span className="text-text-2">nothing yet</span> : `${share} %`}
      {share !== null && <span className="text-text-2"> of {grouped(finished)}</span>}
      {pending > 0 && <p className="text-[12.5px] text-warn">{grouped(pending)} waiting</p>}
    </>
  );
}

function Last({ endpoint: { last } }: { endpoint: EndpointHealth }) {
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
      · <Ago at={last.at} />
    </>
  );
}
