import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Fact } from "@/components/ui/fact";
import { Pill } from "@/components/ui/pill";
import { RelativeTime } from "@/components/ui/relative-time";
import { type EndpointStats, firstCallsOf, firstCallsText, waitingOf } from "@/lib/endpoints/view";
import { countText } from "@/lib/stats/count";

/** An endpoint's URL, its event types, and how many deliveries wait for it. */
export function FactsCard({ endpoint }: { endpoint: EndpointStats }) {
  const { endpointID, url, subscribedTypes, eventTypes, stateSince } = endpoint;
  const waiting = waitingOf(endpoint);
  const firstCalls = firstCallsOf(endpoint);
  return (
    <Card title="Endpoint">
      <dl className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-3">
        <Fact name="URL">
          <code className="text-[12.5px] break-all">{url}</code>{" "}
          <CopyButton text={url} label="Copy the URL" />
        </Fact>
        <Fact name="ID">
          <code className="text-[12.5px]">{endpointID}</code>
        </Fact>
        <Fact name="Entered for">
          {subscribedTypes.length === 0 ? (
            "nothing: it was removed"
          ) : (
            <span className="flex flex-wrap gap-1.5">
              {subscribedTypes.map((type) => (
                <Pill key={type} tone={eventTypes.includes(type) ? "ok" : "idle"}>
                  {type}
                  {eventTypes.includes(type) ? "" : ": switched off"}
                </Pill>
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Waiting">
          {waiting.count === 0
            ? "nothing"
            : `${countText(waiting)} ${waiting.count === 1 ? "delivery" : "deliveries"}`}
          {firstCalls > 0 && `; ${firstCallsText(firstCalls)}`}
        </Fact>
        {stateSince && (
          <Fact name="In this state since">
            <RelativeTime at={stateSince} />
          </Fact>
        )}
      </dl>
    </Card>
  );
}
