import Link from "next/link";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import type { StateChange, StateChanges } from "@/lib/endpoints/view";
import { StatePill } from "./state-pill";

/** Shown at once; the others on demand. */
const maxShown = 6;

/** How the endpoint changed, the newest first: to which state, when, why and by whom. */
export function StatesCard({ endpointID, states }: { endpointID: string; states: StateChanges }) {
  const { changes, more } = states;
  const earlier = changes.slice(maxShown);
  return (
    <Card
      title="States"
      aside={
        <Link
          href={`/administration/developer/history?subject=${endpointID}`}
          prefetch={false}
          className="text-[12.5px] text-primary hover:underline"
        >
          History
        </Link>
      }
    >
      <div className="px-4 py-3">
        {changes.length === 0 ? (
          <p className="text-text-2">
            Active all along. When calls fail, or somebody suspends the URL, that shows here with the reason.
          </p>
        ) : (
          <Changes changes={changes.slice(0, maxShown)} />
        )}
        {earlier.length > 0 && (
          <details className="mt-2">
            <summary className="text-[12.5px] text-text-2">{earlier.length} earlier</summary>
            <div className="mt-2">
              <Changes changes={earlier} />
            </div>
            {more && (
              <p className="mt-2 text-[12.5px] text-text-2">
                There are older ones. What people did is all in History.
              </p>
            )}
          </details>
        )}
      </div>
    </Card>
  );
}

function Changes({ changes }: { changes: StateChange[] }) {
  return (
    <ol className="grid gap-2.5">
      {changes.map((change) => (
        <li key={`${change.at} ${change.from}`} className="text-[12.5px]">
          <span className="flex flex-wrap items-center justify-between gap-x-2">
            <StatePill condition={change.to} />
            <span className="text-text-2">
              <RelativeTime at={change.at} />
            </span>
          </span>
          <span className="mt-0.5 block break-words text-text-2">{visibleText(whyText(change))}</span>
        </li>
      ))}
    </ol>
  );
}

/** Why, and by whom, as a sentence. Pure. */
function whyText({ reason, by }: Pick<StateChange, "reason" | "by">): string {
  if (reason !== null) return reason;
  return by === null ? "It answered." : `Resumed by ${by}.`;
}
