import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import { deliveryStatusLabels } from "@/lib/deliveries/statuses";
import { grouped } from "@/lib/plural";
import type { ShownPeriod } from "@/lib/reconciliation/period";
import { notSentOf, type Reconciliation, verdictOf } from "@/lib/reconciliation/view";
import { type ExportAction, ExportButton } from "./export-button";

const log = "/administration/developer/deliveries";

type Props = { found: Reconciliation; path: string; period: ShownPeriod; exportAs: ExportAction };

/** What a period comes to: changes and what became of them, deliveries and how they ended, and what is not accounted for. */
export function Figures({ found, path, period, exportAs }: Props) {
  const span = { from: found.from, to: found.to };
  const logOf = (query: Record<string, string>) => `${log}?${new URLSearchParams({ ...query, ...span })}`;
  const { switched_off: off, no_urls: none, process_not_wanted: notWanted } = found.notSent;
  return (
    <>
      <Verdict found={found} />
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        <Card title="Changes">
          <dl>
            <Figure name="Changes" value={found.changes} whole />
            <Figure name="Sent" value={found.changes - notSentOf(found)} />
            <Figure
              name="Not sent: callback switched off"
              value={off}
              href={logOf({ status: "not_sent", outcome: "switched_off" })}
            />
            <Figure
              name="Not sent: no URL entered"
              value={none}
              href={logOf({ status: "not_sent", outcome: "no_urls" })}
            />
            {/* Most have no URL with a list of processes. */}
            {notWanted > 0 && (
              <Figure
                name="Not sent: no URL wants its process"
                value={notWanted}
                href={logOf({ status: "not_sent", outcome: "process_not_wanted" })}
              />
            )}
          </dl>
        </Card>
        <Card title="Deliveries">
          <dl>
            <Figure name="Owed" value={found.expected} whole />
            {(["delivered", "pending", "failed", "cancelled"] as const).map((status) => (
              <Figure
                key={status}
                name={deliveryStatusLabels[status]}
                value={found[status]}
                href={logOf({ status })}
              />
            ))}
          </dl>
        </Card>
      </div>
      {found.unaccounted > 0 && <Unaccounted found={found} />}
      <div className="mt-4 flex flex-wrap gap-2">
        <ExportButton kind="summary" span={span} exportAs={exportAs} />
        {found.unaccounted > 0 && <ExportButton kind="unaccounted" span={span} exportAs={exportAs} />}
      </div>
      <Checked found={found} path={path} period={period} />
    </>
  );
}

function Verdict({ found }: { found: Reconciliation }) {
  const bad = found.unaccounted > 0;
  const Icon = bad ? CircleAlert : found.changes === 0 ? CircleDashed : CircleCheck;
  const color = bad ? "text-bad" : found.changes === 0 ? "text-text-2" : "text-ok";
  return (
    <p role={bad ? "alert" : "status"} className="flex items-start gap-2.5 text-[15px]">
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${color}`} />
      <span>
        <strong>{grouped(found.unaccounted)} unaccounted.</strong> {verdictOf(found)}
      </span>
    </p>
  );
}

function Figure({
  name,
  value,
  href,
  whole = false,
}: {
  name: string;
  value: number;
  href?: string;
  whole?: boolean;
}) {
  const text = grouped(value);
  return (
    <div
      className={`flex items-baseline justify-between gap-4 border-b border-line px-4 py-2 last:border-0 ${whole ? "font-semibold" : ""}`}
    >
      <dt>{name}</dt>
      <dd className="tabular-nums">
        {href && value > 0 ? (
          <Link href={href} prefetch={false} className="text-primary underline">
            {text}
            <span className="sr-only"> {name.toLowerCase()} in the log</span>
          </Link>
        ) : (
          text
        )}
      </dd>
    </div>
  );
}

function Unaccounted({ found: { concerns } }: { found: Reconciliation }) {
  return (
    <Card title="Not accounted for" className="mt-4">
      <ul>
        {concerns.map(({ eventID, instanceID, problem }) => (
          <Concern key={`${eventID} ${instanceID}`} instanceID={instanceID}>
            {eventID && <span className="font-mono text-[12.5px]">{eventID}: </span>}
            {problem}
          </Concern>
        ))}
      </ul>
    </Card>
  );
}

function Concern({ instanceID, children }: { instanceID: string; children: ReactNode }) {
  return (
    <li className="border-b border-line px-4 py-2 break-words last:border-0">
      <Link
        href={`${log}?${new URLSearchParams({ instanceID })}`}
        prefetch={false}
        className="font-mono text-[12.5px] text-primary underline"
      >
        {visibleText(instanceID)}
      </Link>{" "}
      {children}
    </li>
  );
}

/** What the answer rests on: hours that were verified before are taken as they were then. */
function Checked({ found, path, period }: { found: Reconciliation; path: string; period: ShownPeriod }) {
  const { verified } = found;
  const isPartial = Date.parse(found.from) < Date.parse(found.completeFrom);
  const { rows: _, ...asked } = period;
  return (
    <div className="mt-4 max-w-prose text-[13px] text-text-2">
      {verified ? (
        <p>
          {grouped(verified.hours)} {verified.hours === 1 ? "hour was" : "hours were"} verified row by row
          before, the earliest <RelativeTime at={verified.since} />, and nothing in them was taken up again
          since; all else was read now.{" "}
          <Link
            href={`${path}?${new URLSearchParams({ ...asked, rows: "all" })}`}
            prefetch={false}
            className="whitespace-nowrap text-primary underline"
          >
            Check every row again
          </Link>
        </p>
      ) : (
        <p>Every row of the period was read now.</p>
      )}
      {isPartial && (
        <p>
          Finished deliveries from before <RelativeTime at={found.completeFrom} /> are no longer kept: of
          events older than that only what is left is counted.
        </p>
      )}
    </div>
  );
}
