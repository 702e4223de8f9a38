import { CircleCheck, CircleDashed } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { LocalTime } from "@/components/ui/local-time";
import { Note } from "@/components/ui/note";
import { RelativeTime } from "@/components/ui/relative-time";
import { counted } from "@/lib/plural";
import { owedText, type Reconciliation, statsProblem, verdictOf } from "@/lib/reconciliation/view";

const log = "/administration/developer/deliveries";
const span = "the last 24 hours";

/** One quiet line while every change is accounted for; otherwise what is not, by event. */
export function LastDay({ found }: { found: Reconciliation }) {
  const problem = statsProblem(found);
  return (
    <>
      <Deliveries found={found} />
      {problem && <Note tone="warn">{problem}</Note>}
    </>
  );
}

function Deliveries({ found }: { found: Reconciliation }) {
  if (found.unaccounted === 0) {
    // Where nothing changed, nothing was proven either.
    const Icon = found.changes > 0 ? CircleCheck : CircleDashed;
    return (
      <Line
        icon={<Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${found.changes > 0 ? "text-ok" : ""}`} />}
      >
        <span className="font-medium text-text">{verdictOf(found, span)}</span>{" "}
        {found.changes > 0 && <Sums found={found} />}
        <CountedAt at={found.to} />
        <PeriodLink />
      </Line>
    );
  }
  return (
    <Note tone="bad" announced={false}>
      {/* Of this alone a change is news; the sums change with every event. */}
      <p role="alert" className="font-semibold">
        {verdictOf(found, span)}
      </p>
      <p>
        <Sums found={found} />
        <CountedAt at={found.to} />
        <PeriodLink />
      </p>
      <ul className="mt-1.5 grid gap-1">
        {found.concerns.map(({ eventID, instanceID, problem }) => (
          <li key={`${eventID} ${instanceID}`} className="break-words">
            <Link
              href={`${log}?${new URLSearchParams({ instanceID })}`}
              prefetch={false}
              className="font-mono text-[12.5px] underline"
            >
              {instanceID}
            </Link>
            {eventID && <span className="font-mono text-[12.5px]"> {eventID}</span>}: {problem}
          </li>
        ))}
      </ul>
    </Note>
  );
}

/** While it is counted, or where that would take longer than a page may. */
export function NotCounted({ children }: { children: ReactNode }) {
  return <Line icon={<CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0" />}>{children}</Line>;
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex gap-2 px-1 text-[13px] text-text-2">
      {icon}
      <span className="min-w-0">{children}</span>
    </p>
  );
}

/** Of what was recorded, and since when: beside it stands what ended, whenever that was recorded. */
function Sums({ found }: { found: Reconciliation }) {
  return (
    <>
      {counted(found.changes, "change", "changes")} recorded since <LocalTime at={found.from} to="day" />,{" "}
      {owedText(found)}{" "}
    </>
  );
}

/** Where there is much to read it is counted less often. */
function CountedAt({ at }: { at: string }) {
  if (Date.now() - Date.parse(at) < 10_000) return null;
  return (
    <>
      Counted <RelativeTime at={at} />.{" "}
    </>
  );
}

function PeriodLink() {
  return (
    <Link
      href="/administration/developer/reconciliation"
      prefetch={false}
      className="whitespace-nowrap text-primary underline"
    >
      Any period
    </Link>
  );
}
