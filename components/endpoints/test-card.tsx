"use client";

import { lazy, Suspense, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { inputClass } from "@/components/ui/input-class";
import { Spinner } from "@/components/ui/spinner";
import { answerOf } from "@/components/ui/use-action";
import type { TestEndpointInput } from "@/lib/endpoints/schema";
import type { TestView } from "@/lib/endpoints/view";
import { type EventType, eventTypes } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import { TestResult } from "./test-result";

/** Comes with the first result. */
const TestDetails = lazy(async () => ({ default: (await import("./test-details")).TestDetails }));

type TestEndpointAction = (input: TestEndpointInput) => Promise<ActionResult<TestView>>;

/** Sends a test to the endpoint and shows what was sent and what came back. */
export function TestCard({
  endpointID,
  subscribedTypes,
  test,
}: {
  endpointID: string;
  subscribedTypes: EventType[];
  test: TestEndpointAction;
}) {
  const [eventType, setEventType] = useState<EventType>(subscribedTypes[0] ?? eventTypes[0]);
  const [testing, setTesting] = useState(false);
  const [result, setResult] = useState<ActionResult<TestView> | null>(null);

  const run = async () => {
    if (testing) return;
    setTesting(true);
    setResult(await answerOf(test({ endpointID, eventType })));
    setTesting(false);
  };
  return (
    <Card title="Test">
      <div className="px-4 py-3">
        <p className="text-text-2">
          Sends what an event would send, with instanceID=callboard-test and processName=callboard-test, and
          waits for the answer. It counts nowhere, and is sent also while the URL is suspended.
        </p>
        <div className="mt-3 flex flex-wrap items-end gap-2">
          <label className="text-[12.5px] text-text-2">
            Event
            <select
              value={eventType}
              onChange={({ target }) =>
                setEventType(eventTypes.find((type) => type === target.value) ?? eventTypes[0])
              }
              className={`${inputClass} mt-0.5 text-sm`}
            >
              {eventTypes.map((type) => (
                <option key={type} value={type}>
                  {type}
                </option>
              ))}
            </select>
          </label>
          {/* Never disabled: it keeps the focus while the test runs. */}
          <Button onClick={run} aria-busy={testing} className="py-2">
            {testing && <Spinner />}
            {testing ? "Testing …" : "Send a test"}
          </Button>
        </div>
        <div aria-live="polite" className="text-[12.5px]">
          {result && (
            <div className="mt-3">
              <TestResult result={result} />
            </div>
          )}
        </div>
        {result?.ok && (
          <Suspense>
            <TestDetails attempt={result.value} />
          </Suspense>
        )}
      </div>
    </Card>
  );
}
