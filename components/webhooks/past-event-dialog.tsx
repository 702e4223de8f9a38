"use client";

import { Suspense, use, useState } from "react";
import { TestDetails } from "@/components/endpoints/test-details";
import { TestResult } from "@/components/endpoints/test-result";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Spinner } from "@/components/ui/spinner";
import { answerOf } from "@/components/ui/use-action";
import { visibleText } from "@/components/ui/visible-text";
import type { TestView } from "@/lib/endpoints/view";
import type { EventType } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import type { DialogActions, PastEvent } from "./dialog-actions";

type Props = {
  url: string;
  eventType: EventType;
  events: Promise<ActionResult<PastEvent[]>>;
  test: DialogActions["test"];
  onClose: () => void;
};

type Run = { eventID: string; result: ActionResult<TestView> | null };

/** Sends an event that happened to a URL, saved or not, as a test: the latest of its type to choose from. */
export function PastEventDialog({ url, eventType, events, test, onClose }: Props) {
  const [run, setRun] = useState<Run | null>(null);

  const send = async (eventID: string) => {
    if (run && run.result === null) return;
    setRun({ eventID, result: null });
    setRun({ eventID, result: await answerOf(test({ url, eventID })) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Send a past event"
      description="The receiver gets what that event said, marked as a test by a webhook-id that begins with evt_test_. It counts nowhere."
      wide
      footer={<Button onClick={onClose}>Done</Button>}
    >
      <p className="mb-2 font-mono text-xs break-all text-text-2">{url}</p>
      <Suspense fallback={<p className="text-text-2">Looking for the latest events …</p>}>
        <Choice {...{ events, run, eventType, send }} />
      </Suspense>
      <div aria-live="polite" className="mt-3 text-[12.5px]">
        {run?.result && <TestResult result={run.result} />}
      </div>
      {run?.result?.ok && <TestDetails attempt={run.result.value} open />}
    </Dialog>
  );
}

type ChoiceProps = Pick<Props, "events" | "eventType"> & {
  run: Run | null;
  send: (eventID: string) => void;
};

function Choice({ events, eventType, run, send }: ChoiceProps) {
  const found = use(events);
  if (!found.ok) return <p className="text-bad">{found.message}</p>;
  if (found.value.length === 0) {
    return <p className="text-text-2">No instance was {eventType} yet, so there is nothing to send.</p>;
  }
  return (
    <ul aria-label="Latest events" className="divide-y divide-line rounded-lg border border-line">
      {found.value.map(({ eventID, instanceID, processName, occurredAt }) => {
        const sending = run?.eventID === eventID && run.result === null;
        return (
          <li key={eventID} className="flex items-center gap-3 px-3 py-1.5">
            <span className="min-w-0 flex-1 truncate">
              <span className="font-mono text-xs">{visibleText(instanceID)}</span>
              <span className="text-text-2"> · {visibleText(processName)}</span>
            </span>
            <span className="text-[12.5px] text-text-2">
              <RelativeTime at={occurredAt} />
            </span>
            {/* Never disabled: it keeps the focus while the test runs. */}
            <Button
              size="s"
              onClick={() => send(eventID)}
              aria-busy={sending}
              aria-label={`Send ${visibleText(instanceID)}`}
            >
              {sending && <Spinner />}
              Send
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
