"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/web/result";

export type MarkReadAction = (input: { noticeID: string }) => Promise<ActionResult<void>>;

/** Marks everything as read up to the newest notice that was on the screen. */
export function MarkAllRead({
  newest,
  unread,
  markRead,
}: {
  newest: string | null;
  unread: number;
  markRead: MarkReadAction;
}) {
  const [notice, setNotice] = useState<Notice | null>(null);
  const [run, busy] = useAction(markRead);
  const mark = () => {
    if (newest === null) return;
    run({ noticeID: newest }, (result) =>
      setNotice(noticeOf(result, () => "All notices are marked as read.")),
    );
  };
  return (
    <>
      {unread > 0 && (
        <Button onClick={mark} aria-busy={busy}>
          {busy && <Spinner />}
          Mark all read
        </Button>
      )}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}
