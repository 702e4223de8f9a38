import type { Ref } from "react";
import { Button } from "@/components/ui/button";
import { Help } from "@/components/ui/help";
import { Spinner } from "@/components/ui/spinner";
import { Switch } from "@/components/ui/switch";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";

type Props = {
  id: string;
  eventType: EventType;
  enabled: boolean;
  onEnabled: (enabled: boolean) => void;
  /** How many URLs, and how many of them are wrong. */
  summary: string;
  /** URLs that can be tested, and tests of them that run. */
  testable: number;
  running: number;
  onTestAll: () => void;
  switchRef: Ref<HTMLButtonElement> | undefined;
};

/** The switch of one event type, its help, and what is in its text area. */
export function SectionHead(props: Props) {
  const { id, eventType, enabled, testable, running } = props;
  const label = eventTypeLabels[eventType];
  const question = `Enable ${label} Callback?`;
  return (
    <div className="mb-1 flex min-h-6.5 flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={`${id}-switch`} className="font-semibold">
        {question}
      </label>
      <Switch id={`${id}-switch`} ref={props.switchRef} checked={enabled} onCheckedChange={props.onEnabled} />
      <Help about={question.slice(0, -1)}>
        An HTTP GET with the parameters <code>instanceID={"{instanceID}"}</code>,{" "}
        <code>processName={"{processName}"}</code> and <code>eventType={eventType}</code> is issued to each
        URL below every time a process instance is <strong>{eventType}</strong>. One URL per line.
      </Help>
      <span className="ml-auto text-[12.5px] text-text-2">{props.summary}</span>
      {testable > 1 && (
        // Never disabled: it keeps the focus while the tests run.
        <Button
          size="s"
          onClick={props.onTestAll}
          aria-busy={running > 0}
          aria-label={`Test all ${label} URLs`}
        >
          {running > 0 && <Spinner />}
          {running > 0 ? `${testable - running} of ${testable}` : "Test all"}
        </Button>
      )}
    </div>
  );
}
