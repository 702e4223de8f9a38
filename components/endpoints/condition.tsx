import { Countdown } from "@/components/ui/countdown";
import { RelativeTime } from "@/components/ui/relative-time";
import { type EndpointStats, waitingOf } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import { countText } from "@/lib/stats/count";
import type { Condition } from "./conditions";

/** How an endpoint does in one word. Pure. */
export function conditionOf({
  state,
  failures,
  recovering,
}: Pick<EndpointStats, "state" | "failures" | "recovering">): Condition {
  if (state !== "active") return state;
  if (failures > 0) return "failing";
  return recovering ? "recovering" : "active";
}

/** Why it is so, since when, and what comes next; nothing to say of one that does well. */
export function ConditionText({ endpoint }: { endpoint: EndpointStats }) {
  const { reason, stateSince, failures, failingSince, probeAt } = endpoint;
  const waiting = waitingOf(endpoint);
  const condition = conditionOf(endpoint);
  switch (condition) {
    case "active":
      return reason;
    case "recovering":
      return `It answers again; ${countText(waiting)} waiting, sent at a rising rate.`;
    case "failing":
      return (
        <>
          {failures === 1 ? "The last call failed" : `${grouped(failures)} calls in a row failed`}
          {failingSince && (
            <>
              {failures === 1 ? " " : "; the first "}
              <RelativeTime at={failingSince} />
            </>
          )}
          .
        </>
      );
    case "probing":
      return (
        <>
          {reason} {stateSince && <Since at={stateSince}>Probing began</Since>}
          {waiting.count === 0 ? (
            <>Nothing waits; the next event is the next call.</>
          ) : (
            <>
              Next call {probeAt ? <Countdown at={probeAt} /> : "soon"}; {countText(waiting)} waiting.
            </>
          )}
        </>
      );
    case "suspended":
      return (
        <>
          {reason} {stateSince && <Since at={stateSince}>Suspended</Since>}
          {waiting.count === 0
            ? "Nothing waits."
            : `${countText(waiting)} ${waiting.count === 1 ? "delivery is" : "deliveries are"} held.`}
        </>
      );
    default:
      return condition satisfies never;
  }
}

function Since({ at, children }: { at: string; children: string }) {
  return (
    <>
      {children} <RelativeTime at={at} />.{" "}
    </>
  );
}
