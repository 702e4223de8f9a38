"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Pill } from "@/components/ui/pill";
import { RelativeTime } from "@/components/ui/relative-time";
import { TruncatedText } from "@/components/ui/truncated-text";
import { TruncatedUrl } from "@/components/ui/truncated-url";
import { visibleText } from "@/components/ui/visible-text";
import type { DeliveryView, LogRow, UnsentView } from "@/lib/deliveries/view";
import { endpointTitle } from "@/lib/endpoint-title";
import { eventTypeLabels } from "@/lib/events/event-types";
import { instancePath } from "@/lib/instance-path";
import { DeliveryStatus } from "./delivery-status";
import { useLiveDelivery, useMarkedChanges } from "./live-delivery";
import type { ResendAction } from "./resend-button";
import { resultText } from "./result-text";
import { besideMenu, type RowLink, RowMenu } from "./row-menu";
import { type SendUnsentAction, SendUnsentButton } from "./send-unsent-button";
import { labelOf } from "./status-label";

/** What a table of rows shows, and what its rows lead to. */
export type RowOptions = {
  showInstance: boolean;
  showUrl: boolean;
  /** The list's query: a delivery knows by it where one came from. Without "?". */
  query: string;
  resend?: ResendAction | undefined;
  /** Sends an event that was not sent. */
  send?: SendUnsentAction | undefined;
};

const cell = "@4xl:px-2 @4xl:py-2 @4xl:align-middle @6xl:px-3";
const edge = "@4xl:first:pl-4 @4xl:last:pr-3";
/** On narrow screens it takes a line of its own. */
const line = "min-w-0 basis-full @4xl:basis-auto";

/** One row of the log, as it is now where the page is live; where there is little room it is a block of its own. */
export function DeliveryRow({ row, options }: { row: LogRow; options: RowOptions }) {
  const { delivery, changes } = useLiveDelivery(row.kind === "delivery" ? row.delivery : null);
  const marked = useMarkedChanges<HTMLTableRowElement>(changes, delivery === null ? "" : changing(delivery));
  const parts =
    row.kind === "delivery" ? partsOfDelivery(delivery ?? row.delivery, options) : partsOfUnsent(row.event);
  const { showInstance, showUrl } = options;
  return (
    <tr
      ref={marked}
      className="group relative flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-0 focus-within:bg-surface-2 hover:bg-surface-2 @4xl:table-row @4xl:p-0"
    >
      <td className={`${cell} ${edge} [&_*]:whitespace-nowrap`}>{parts.status}</td>
      <td className={cell}>{showInstance ? parts.eventType : parts.link(parts.eventType)}</td>
      {showInstance && (
        <td className={`${cell} ${line}`}>{parts.link(<TruncatedText text={parts.instanceID} />)}</td>
      )}
      {showUrl && <td className={`${cell} ${line}`}>{parts.url}</td>}
      <td className={`${cell} text-[13px] text-text-2 @4xl:truncate`} title={parts.result}>
        {parts.result}
      </td>
      <td className={`${cell} text-text-2 @4xl:text-right`}>
        <RelativeTime at={parts.at} />
      </td>
      <td className={`${cell} ${edge} absolute top-2.5 right-4 @4xl:relative @4xl:top-auto @4xl:right-auto`}>
        <span className="flex items-center justify-end gap-1">
          {row.kind === "unsent" && options.send && (
            <span className={`${besideMenu} [@media(hover:none)]:opacity-100`}>
              <SendUnsentButton eventID={row.id} send={options.send} inRow />
            </span>
          )}
          <RowMenu
            id={row.id}
            links={parts.links}
            resend={row.kind === "delivery" ? options.resend : undefined}
          />
        </span>
      </td>
    </tr>
  );
}

/** All that changes of a row's text: its view also changes with what is known of the URL, which other places show. */
const changing = (delivery: DeliveryView) =>
  JSON.stringify([labelOf(delivery).text, resultText(delivery), delivery.endpoint.name]);

type Parts = {
  status: ReactNode;
  eventType: string;
  instanceID: string;
  url: ReactNode;
  result: string;
  at: string;
  link: (text: ReactNode) => ReactNode;
  links: RowLink[];
};

function partsOfDelivery(delivery: DeliveryView, { query }: RowOptions): Parts {
  const { deliveryID, endpointID, instanceID } = delivery;
  const href = `/administration/developer/deliveries/${deliveryID}${query === "" ? "" : `?${query}`}`;
  return {
    status: <DeliveryStatus delivery={delivery} />,
    eventType: delivery.eventType,
    instanceID,
    url: <NamedUrl url={delivery.url} name={delivery.endpoint.name} />,
    result: resultText(delivery),
    at: delivery.createdAt,
    link: (text) => (
      <RowLinkTo href={href} to={`, delivery ${deliveryID}`}>
        {text}
      </RowLinkTo>
    ),
    links: [
      { href, text: "Show the delivery" },
      { href: `/administration/developer/endpoints/${endpointID}`, text: "Show the URL" },
      { href: instancePath(instanceID), text: "Show the instance" },
    ],
  };
}

function partsOfUnsent(event: UnsentView): Parts {
  const { eventType, instanceID, occurredAt, eventID } = event;
  const href = instancePath(instanceID);
  return {
    status: <Pill tone="idle">Not sent</Pill>,
    eventType,
    instanceID,
    url: <span className="text-text-2">{unsentText(event)}</span>,
    result: "–",
    at: occurredAt,
    link: (text) => (
      <RowLinkTo href={href} to={`, event ${eventID}`}>
        {text}
      </RowLinkTo>
    ),
    links: [{ href, text: "Show the instance" }],
  };
}

/** Why an event went nowhere. */
function unsentText({ outcome, eventType, processName }: UnsentView): string {
  const label = eventTypeLabels[eventType];
  switch (outcome) {
    case "switched_off":
      return `${label} callback was switched off`;
    case "no_urls":
      return `No URL was entered for ${label}`;
    case "process_not_wanted":
      return `No ${label} URL wants ${visibleText(processName)}`;
    default:
      return outcome satisfies never;
  }
}

/** A URL on one line, its name before it where it has one. */
function NamedUrl({ url, name }: { url: string; name: string | null }) {
  const { title, url: beside } = endpointTitle({ name, url });
  if (beside === null) return <TruncatedUrl url={url} />;
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <span className="min-w-[8ch] shrink truncate font-medium">{visibleText(title)}</span>
      <span className="min-w-0 flex-1 basis-24 text-text-2">
        <TruncatedUrl url={beside} />
      </span>
    </span>
  );
}

function RowLinkTo({ href, to, children }: { href: string; to: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="block font-medium text-primary hover:underline">
      {children}
      <span className="sr-only">{to}</span>
    </Link>
  );
}
