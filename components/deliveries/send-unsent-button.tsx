"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useKeyedAction } from "@/components/ui/use-keyed-action";
import type { ActionResult } from "@/lib/web/result";

export type SendUnsentAction = (input: {
  eventID: string;
  idempotencyKey: string;
}) => Promise<ActionResult<{ eventID: string; urls: number }>>;

/** Sends an event that was never sent, to the URLs that are there for its type now. In a row its name says which one. */
export function SendUnsentButton({
  eventID,
  send,
  inRow = false,
}: {
  eventID: string;
  send: SendUnsentAction;
  inRow?: boolean;
}) {
  const router = useRouter();
  const [run, busy] = useKeyedAction<{ eventID: string }, { eventID: string; urls: number }>(send);
  const [notice, setNotice] = useState<Notice | null>(null);

  const clicked = () =>
    run({ eventID }, (result) => {
      setNotice(noticeOf(result, ({ urls }) => `It is sent now, to ${urls} ${urls === 1 ? "URL" : "URLs"}.`));
      router.refresh();
    });

  return (
    <>
      <Button size={inRow ? "s" : "m"} aria-busy={busy} onClick={clicked}>
        <span>
          Send
          {inRow && <span className="sr-only"> {eventID}</span>}
        </span>
      </Button>
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}
