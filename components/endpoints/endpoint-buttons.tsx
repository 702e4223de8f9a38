"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { type Count, countText, maxCounted } from "@/lib/stats/count";
import type { ActionResult } from "@/lib/web/result";

export type EndpointAction = (input: { endpointID: string }) => Promise<ActionResult<{ waiting: number }>>;

type Endpoint = {
  endpointID: string;
  url: string;
  state: "active" | "probing" | "suspended";
  pending: Count;
};

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
  const [begin, busy] = useAction((act: EndpointAction) => act({ endpointID }));
  const [notice, setNotice] = useState<Notice | null>(null);
  /** Counts the calls asked for: each is watched anew. */
  const [tried, setTried] = useState(0);

  const run = (act: EndpointAction, done: (waiting: number) => string) =>
    begin(act, (result) => {
      setAsking(false);
      setNotice(noticeOf(result, ({ waiting }) => done(waiting)));
    });

  const suspended = state === "suspended";
  return (
    <span className="inline-flex flex-wrap gap-1 @4xl:flex-col">
      {/* The same button for both, so that the focus stays on it. */}
      <Button
        size="s"
        onClick={() => setAsking(true)}
        aria-label={suspended ? `Resume ${url}` : `Suspend ${url}`}
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
          aria-label={`Try ${url} now`}
        >
          Try now
        </Button>
      )}
      <RefreshWhile key={tried} active={tried > 0} />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        {...(suspended
          ? {
              title: "Resume this URL?",
              confirm: "Resume",
              description:
                pending.count === 0
                  ? `${url} gets callbacks again from the next event on.`
                  : `${url} gets callbacks again, and the ${countText(pending)} ${pending.count === 1 ? "delivery" : "deliveries"} that waited for it now.`,
            }
          : {
              title: "Suspend this URL?",
              confirm: "Suspend",
              description: `${url} gets no calls until somebody resumes it. What is due meanwhile waits and is sent then; a call already under way ends.`,
            })}
        tone="primary"
        pending={busy}
        onConfirm={() => (suspended ? run(resume, resumedText) : run(suspend, suspendedText))}
      />
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
  const counted = `${count.toLocaleString("en-US")}${count === maxCounted ? " or more" : ""}`;
  return `${counted} ${count === 1 ? "delivery" : "deliveries"}`;
}
