"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { answerOf } from "@/components/ui/use-action";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import type { DialogActions, PastEvent } from "./dialog-actions";
import { PastEventDialog } from "./past-event-dialog";

type Props = {
  url: string;
  line: number;
  eventType: EventType;
  actions: DialogActions;
  testing: boolean;
  onTest: () => void;
};

/** What can be done with the line under the cursor: send the sample, or an event that happened. */
export function LineButtons({ url, line, eventType, actions, testing, onTest }: Props) {
  const [events, setEvents] = useState<Promise<ActionResult<PastEvent[]>> | null>(null);
  const label = eventTypeLabels[eventType];
  return (
    <>
      <Button
        size="s"
        onClick={() => setEvents(answerOf(actions.latestEvents({ eventType })))}
        title={`Sends a ${eventType} event that happened to line ${line}, as a test`}
      >
        <span className="max-sm:hidden">Send a past event…</span>
        <span className="sm:hidden">Past event…</span>
      </Button>
      {/* Never disabled: it keeps the focus while the test runs. */}
      <Button
        size="s"
        onClick={onTest}
        aria-busy={testing}
        aria-label={`Test ${label} line ${line}`}
        title="Sends the request below"
      >
        {testing && <Spinner />}
        Test
      </Button>
      {events && (
        <PastEventDialog
          {...{ url, eventType, events }}
          test={actions.test}
          onClose={() => setEvents(null)}
        />
      )}
    </>
  );
}
