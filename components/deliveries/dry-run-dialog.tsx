"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { TestDetails } from "@/components/endpoints/test-details";
import { TestResult } from "@/components/endpoints/test-result";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { answerOf } from "@/components/ui/use-action";
import type { TestView } from "@/lib/endpoints/view";
import type { ActionResult } from "@/lib/web/result";
import type { DryRunAction } from "./dialog-actions";

type Props = { eventID: string; test: DryRunAction; onClose: () => void };

/** Asks for the URL, and shows what was sent and what came back. */
export function DryRunDialog({ eventID, test, onClose }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<ActionResult<TestView> | null>(null);
  const refused =
    result?.ok === false ? result.errors?.find(({ path }) => path === "url")?.message : undefined;

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (running) return;
    const url = String(new FormData(event.currentTarget).get("url")).trim();
    setResult(null);
    setRunning(true);
    // Not as a transition: it may take ten seconds, and other transitions would wait.
    const answer = await answerOf(test({ url, eventID }));
    setResult(answer);
    setRunning(false);
    if (!answer.ok) field.current?.focus();
  };
  const footer = (
    <>
      <Button onClick={onClose}>Close</Button>
      <Button type="submit" form={id} variant="primary" aria-busy={running}>
        {running && <Spinner />}
        {running ? "Sending …" : "Send"}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      wide
      onOpenChange={(stays) => !stays && onClose()}
      title="Try this event against another URL"
      description="Sends this event's instance, process and type once, marked as a test (its webhook-id begins with evt_test_). It counts nowhere, and the URL is not saved."
      footer={footer}
    >
      <form id={id} method="post" onSubmit={send} noValidate>
        <Field
          ref={field}
          name="url"
          label="URL"
          type="url"
          autoComplete="off"
          placeholder="https://my-service.com/instanceCreated"
          {...(refused === undefined ? {} : { error: refused })}
        />
      </form>
      <div aria-live="polite" className="mt-3 text-[12.5px]">
        {running && <p className="text-text-2">Waiting for the answer …</p>}
        {result && refused === undefined && <TestResult result={result} />}
      </div>
      {result?.ok && <TestDetails attempt={result.value} open />}
    </Dialog>
  );
}
