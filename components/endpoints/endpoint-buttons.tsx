"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import { useKeptFocus } from "@/components/ui/use-kept-focus";
import type { EndpointStats } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import { maxCounted } from "@/lib/stats/count";
import type { ActionResult } from "@/lib/web/result";

export type EndpointAction = (input: { endpointID: string }) => Promise<ActionResult<{ waiting: number }>>;

const fetchConfirmation = () => import("./state-confirmation");

type Endpoint = Pick<EndpointStats, "endpointID" | "url" | "state" | "pending">;

/**
 * The buttons of an endpoint: suspend, resume, or call a probed one at once. One component for all states keeps focus and notice
 * when the state changes.
 */
export function EndpointButtons({
  endpoint: { endpointID, url, state, pending },
  suspend,
  resume,
}: {
  endpoint: Endpoint;
  suspend: EndpointAction;
  resume: EndpointAction;
}) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const [code, lost] = useDialogCode(fetchConfirmation, asking, close);
  const [begin, busy] = useAction((act: EndpointAction) => act({ endpointID }));
  // Its answer may draw the page without the button that was pressed.
  useKeptFocus(busy);
  const [notice, setNotice] = useState<Notice | null>(null);
  /** Counts the calls asked for: each is watched anew. */
  const [tried, setTried] = useState(0);

  const run = (act: EndpointAction, done: (waiting: number) => string) =>
    begin(act, (result) => {
      close();
      setNotice(noticeOf(result, ({ waiting }) => done(waiting)));
    });

  const suspended = state === "suspended";
  return (
    <span className="inline-flex flex-wrap gap-1 @4xl:flex-col">
      {/* The same button for both, so that the focus stays on it. */}
      <Button
        size="s"
        onClick={() => setAsking(true)}
        aria-label={suspended ? `Resume ${endpointID}` : `Suspend ${endpointID}`}
        aria-description={url}
      >
        {suspended ? "Resume" : "Suspend"}
      </Button>
      {state === "probing" && pending.count > 0 && (
        <Button
          size="s"
          aria-busy={busy}
          onClick={() => {
            if (busy) return;
            setTried((count) => count + 1);
            run(resume, () => triedText);
          }}
          aria-label={`Try ${endpointID} now`}
          aria-description={url}
        >
          Try now
        </Button>
      )}
      <RefreshWhile key={tried} active={tried > 0} />
      {asking && code && (
        <code.StateConfirmation
          {...{ url, suspended, pending, busy }}
          onClose={close}
          onConfirm={() => (suspended ? run(resume, resumedText) : run(suspend, suspendedText))}
        />
      )}
      {lost}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </span>
  );
}

const resumedText = (waiting: number) =>
  waiting === 0
    ? "Resumed. Nothing waited."
    : `Resumed. ${deliveries(waiting)} that waited ${waiting === 1 ? "is" : "are"} sent now.`;

const triedText = "The next call goes out now; what comes of it shows here.";

const suspendedText = (waiting: number) =>
  waiting === 0
    ? "Suspended. Nothing waits for it."
    : `Suspended. ${deliveries(waiting)} ${waiting === 1 ? "waits" : "wait"} for it.`;

function deliveries(count: number): string {
  const counted = `${grouped(count)}${count === maxCounted ? " or more" : ""}`;
  return `${counted} ${count === 1 ? "delivery" : "deliveries"}`;
}
