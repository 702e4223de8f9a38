import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import type { UnsentView } from "@/lib/deliveries/view";
import { eventTypeLabels } from "@/lib/events/event-types";
import { type SendUnsentAction, SendUnsentButton } from "./send-unsent-button";

const reason = ({ outcome, eventType }: UnsentView) =>
  outcome === "switched_off"
    ? `${eventTypeLabels[eventType]} callback is switched off`
    : `list of URLs was empty for ${eventTypeLabels[eventType]}`;

/** Events without a delivery, with the reason. */
export function UnsentTable({ events, send }: { events: UnsentView[]; send?: SendUnsentAction | undefined }) {
  return (
    <ul>
      {events.map((event) => (
        <li
          key={event.eventID}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-0"
        >
          <span className="w-16">{event.eventType}</span>
          <code className="min-w-0 text-[12.5px] break-all">{visibleText(event.instanceID)}</code>
          <span className="text-text-2">{event.processName}</span>
          <span className="min-w-48 flex-1 text-text-2">Not sent: the {reason(event)}.</span>
          <span className="text-text-2">
            <RelativeTime at={event.occurredAt} />
          </span>
          {send && <SendUnsentButton eventID={event.eventID} send={send} inRow />}
        </li>
      ))}
    </ul>
  );
}
