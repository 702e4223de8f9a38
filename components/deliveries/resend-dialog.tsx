"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { drawFormKey } from "@/components/ui/form-key";
import { Note } from "@/components/ui/note";
import { useAction } from "@/components/ui/use-action";
import type { JobView } from "@/lib/deliveries/job-view";
import { mayStart, type ResendPreview, sendable } from "@/lib/deliveries/resend-preview";
import { grouped } from "@/lib/plural";
import type { ActionResult } from "@/lib/web/result";
import type { ResendAllActions, ResendInput } from "./dialog-actions";
import { JobStrip } from "./job-strip";
import { ResendConfirmation } from "./resend-confirmation";

type Props = {
  filter: ResendInput;
  /** What it would do; null while that is counted. */
  preview: ActionResult<ResendPreview> | null;
  actions: Pick<ResendAllActions, "start" | "follow" | "cancel">;
  /** @param started whether something was begun */
  onClose: (started: boolean) => void;
};

/** Asks before a resend of many, then shows how far it is. */
export function ResendDialog({ filter, preview: asked, actions, onClose }: Props) {
  const [job, setJob] = useState<JobView | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [idempotencyKey] = useState(drawFormKey);
  const [start, starting] = useAction(actions.start);
  const status = filter.status ?? "failed";
  const sends = status === "not_sent";
  const preview = asked?.ok ? asked.value : null;
  const problem = failure ?? (asked && !asked.ok ? asked.message : null);
  const confirmed = () =>
    start({ ...filter, idempotencyKey }, (result) =>
      result.ok ? setJob(result.value) : setFailure(result.message),
    );
  const close = () => onClose(job !== null);

  const verb = sends ? "Send" : "Resend";
  const many = preview ? sendable(preview) : 0;
  const footer = (
    <>
      <Button onClick={close}>Close</Button>
      {!job && (
        <Button variant="primary" disabled={starting || !preview || !mayStart(preview)} onClick={confirmed}>
          {many > 0 ? `${verb} ${grouped(many)}` : verb}
        </Button>
      )}
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && close()}
      title={sends ? "Send what was not sent" : "Resend all that match"}
      footer={footer}
    >
      {job ? (
        <>
          <JobStrip
            job={{ ...job, results: { delivered: 0, failed: 0, waiting: 0, notCalled: 0 } }}
            follow={actions.follow}
            cancel={actions.cancel}
          />
          <p className="mt-3 text-text-2">You can leave this page; it goes on, and the log shows it.</p>
        </>
      ) : (
        <>
          <ResendConfirmation
            filter={{ ...filter, status }}
            preview={preview}
            failed={problem !== null}
            statusChosen={filter.status !== undefined}
          />
          {problem && (
            <div className="mt-3">
              <Note tone="bad">{problem}</Note>
            </div>
          )}
        </>
      )}
    </Dialog>
  );
}
