"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import { StatePill } from "@/components/endpoints/state-pill";
import { TestResult } from "@/components/endpoints/test-result";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { answerOf } from "@/components/ui/use-action";
import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import type { CheckedLine } from "@/lib/callback/url-lines";
import type { TestView } from "@/lib/endpoints/view";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";

export type TestAction = (input: { url: string; eventType: EventType }) => Promise<ActionResult<TestView>>;

/** The instance the preview speaks of; real callbacks carry the real one. */
const sample = { eventId: "evt_…", instanceID: "training-request-26", processName: "Training Request" };

type State = { kind: "idle" } | { kind: "running" } | { kind: "done"; result: ActionResult<TestView> };

/** The exact request one line will send, with a button that sends a test and shows how it went. */
export function RequestPreview({
  checked: { line, url, note },
  state: endpointState,
  eventType,
  test,
}: {
  checked: CheckedLine;
  /** Of the URL as it is stored. */
  state: "active" | "probing" | "suspended";
  eventType: EventType;
  test: TestAction;
}) {
  const [state, setState] = useState<State>({ kind: "idle" });
  const { url: request } = buildCallbackRequest(unsavedEndpoint(url), { ...sample, eventType });
  const run = async () => {
    setState({ kind: "running" });
    setState({ kind: "done", result: await answerOf(test({ url, eventType })) });
  };
  return (
    <li className="py-1">
      <div className="flex items-start gap-2">
        <Check aria-hidden className="mt-1 size-3.5 shrink-0 text-ok" />
        <code className="line-clamp-2 min-w-0 flex-1 text-xs leading-5 break-all text-text-2" title={request}>
          <span className="font-semibold">GET</span> {request.slice(0, url.length)}
          <span className="text-primary">{request.slice(url.length)}</span>
        </code>
        <Button
          size="s"
          onClick={run}
          disabled={state.kind === "running"}
          aria-label={`Test ${eventTypeLabels[eventType]} line ${line}`}
          title="Sends this request with instanceID=callboard-test and processName=callboard-test"
        >
          {state.kind === "running" && <Spinner />}
          {state.kind === "running" ? "Testing …" : "Test"}
        </Button>
      </div>
      {endpointState !== "active" && (
        <p className="flex items-center gap-x-2 pl-5.5 text-[12.5px] text-text-2">
          <StatePill condition={endpointState} />
          {endpointState === "suspended"
            ? "What is due waits until it is resumed."
            : "It gets single calls only."}
        </p>
      )}
      {note && <p className="pl-5.5 text-[12.5px] text-text-2">{note}</p>}
      <div aria-live="polite" className="pl-5.5 text-[12.5px]">
        {state.kind === "done" && <TestResult result={state.result} />}
      </div>
    </li>
  );
}
