import { Pill } from "@/components/ui/pill";
import { RelativeTime } from "@/components/ui/relative-time";
import type { InstanceEvent } from "@/lib/events/view";
import { counted } from "@/lib/plural";

/** The events of an instance, and what became of their deliveries. */
export function InstanceEvents({ events }: { events: InstanceEvent[] }) {
  return (
    <ol>
      {events.map((event) => (
        <li
          key={event.eventID}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-0"
        >
          <span className="w-20 font-medium">{event.eventType}</span>
          <span className="min-w-40 flex-1 text-text-2">
            <RelativeTime at={event.occurredAt} /> by {event.actorName}
          </span>
          <SendingPill event={event} />
        </li>
      ))}
    </ol>
  );
}

function SendingPill({ event: { outcome, deliveries, leftOut } }: { event: InstanceEvent }) {
  if (outcome === "switched_off") return <Pill tone="idle">Not sent: callback switched off</Pill>;
  if (outcome === "no_urls") return <Pill tone="idle">Not sent: no URL</Pill>;
  if (outcome === "process_not_wanted") {
    return <Pill tone="idle">Not sent: no URL wants this process</Pill>;
  }
  const { total, delivered, pending, failed, cancelled } = deliveries;
  const rest = [
    ...(pending > 0 ? [`${pending} waiting`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ...(leftOut > 0 ? [`${counted(leftOut, "URL does", "URLs do")} not want this process`] : []),
  ];
  const tone = failed > 0 ? "bad" : pending > 0 ? "warn" : cancelled > 0 ? "idle" : "ok";
  return <Pill tone={tone}>{[`${delivered} of ${total} delivered`, ...rest].join(" · ")}</Pill>;
}
