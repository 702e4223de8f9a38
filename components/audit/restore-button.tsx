"use client";

import { History } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/lazy-dialog";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { Toast } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import type { RestorePreview } from "@/lib/webhooks/view";
import { type PreviewAction, type RestoreAction, useRestore } from "./use-restore";

/** Shows what bringing back an entry's settings would change now, asks, and says how it went. */
export function RestoreButton({
  entryID,
  ...actions
}: {
  entryID: string;
  preview: PreviewAction;
  restore: RestoreAction;
}) {
  const { confirmation, notice, looking, restoring, open, confirm, close, dismiss } = useRestore(
    entryID,
    actions,
  );
  const number = entryID.replace("aud_", "");
  return (
    <>
      {/* Never disabled: it takes the focus back when the dialog closes. */}
      <Button
        size="s"
        onClick={open}
        aria-busy={looking}
        aria-label={`Restore these settings (entry ${number})`}
      >
        {looking ? <Spinner /> : <History aria-hidden className="size-3.5" />}
        Restore these settings
      </Button>
      <Dialog
        open={confirmation !== null}
        onOpenChange={(stays) => !stays && close()}
        title="Restore these settings?"
        wide
        footer={
          <>
            <Button onClick={close}>Close</Button>
            {confirmation && confirmation.preview.changes.length > 0 && (
              <Button
                variant="primary"
                disabled={restoring}
                aria-busy={restoring}
                onClick={() => confirm(confirmation.preview)}
              >
                {restoring && <Spinner />}
                Restore
              </Button>
            )}
          </>
        }
      >
        <div className="flex flex-col gap-3">
          {confirmation?.conflict && <Note tone="warn">{confirmation.conflict}</Note>}
          {confirmation && confirmation.problems.length > 0 && <Refused problems={confirmation.problems} />}
          {confirmation && <Changes number={number} changes={confirmation.preview.changes} />}
        </div>
      </Dialog>
      <Toast notice={notice} onDismiss={dismiss} />
    </>
  );
}

function Changes({ number, changes }: { number: string; changes: RestorePreview["changes"] }) {
  if (changes.length === 0) {
    return (
      <p className="text-text-2">
        The settings are as entry {number} left them. There is nothing to restore.
      </p>
    );
  }
  return (
    <div>
      <p className="text-text-2">
        The settings become what they were after entry {number}. Compared with now this changes:
      </p>
      <ul className="mt-2 list-disc pl-4.5 break-all">
        {changes.map((change) => (
          <li key={change}>{visibleText(change)}</li>
        ))}
      </ul>
      <p className="mt-3 text-[13px] text-text-2">
        It takes effect as soon as it is done: what waits for a URL that goes is cancelled, as when it is
        removed in the dialog. What was cancelled since then for a URL that comes back waits again.
      </p>
    </div>
  );
}

function Refused({ problems }: { problems: readonly string[] }) {
  return (
    <Note tone="bad">
      <p>Nothing was restored:</p>
      <ul className="list-disc pl-4.5 break-words">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p className="mt-1">To keep the rest, enter it under Developer, Webhooks.</p>
    </Note>
  );
}
