"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/lazy-dialog";
import { Note } from "@/components/ui/note";
import { answerOf, useAction } from "@/components/ui/use-action";
import type { JobView } from "@/lib/deliveries/job-view";
import type { LogFilter } from "@/lib/deliveries/log-filter";
import { type ResendPreview, sendable } from "@/lib/deliveries/resend-preview";
import { deliveryStatusLabels } from "@/lib/deliveries/statuses";
import type { ActionResult } from "@/lib/web/result";
import { JobStrip } from "./job-strip";
import { ResendConfirmation } from "./resend-confirmation";
import type { JobAction } from "./use-followed-job";

type Filter = Omit<LogFilter, "status"> & { status?: "failed" | "delivered" | "cancelled" | "not_sent" };

export type ResendAllActions = {
  preview: (filter: Filter) => Promise<ActionResult<ResendPreview>>;
  start: (filter: Filter) => Promise<ActionResult<JobView>>;
  follow: JobAction;
  cancel: JobAction;
};

/**
 * Sends again all that the log's filters show, or for the first time what was never sent: how many and what they answered last,
 * a question, then how far it is. It goes on without this page.
 * @param count how many match, where the page knows it anyway
 */
export function ResendAll({
  filter,
  count,
  actions,
}: {
  filter: Filter;
  count?: number | undefined;
  actions: ResendAllActions;
}) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [preview, setPreview] = useState<ResendPreview | null>(null);
  const [job, setJob] = useState<JobView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [start, starting] = useAction(actions.start);
  const status = filter.status ?? "failed";
  const sends = status === "not_sent";

  const opened = async () => {
    setOpen(true);
    setPreview(null);
    setJob(null);
    setProblem(null);
    const result = await answerOf(actions.preview(filter));
    if (result.ok) setPreview(result.value);
    else setProblem(result.message);
  };
  const confirmed = () =>
    start(filter, (result) => (result.ok ? setJob(result.value) : setProblem(result.message)));
  const close = () => {
    setOpen(false);
    if (job) router.refresh();
  };

  const verb = sends ? "Send" : "Resend";
  const many = preview ? sendable(preview) : 0;
  const title = sends ? "Send what was not sent" : "Resend all that match";
  const footer = job ? (
    <Button onClick={close}>Close</Button>
  ) : (
    <>
      <Button onClick={close}>Close</Button>
      <Button variant="primary" disabled={starting || many === 0} onClick={confirmed}>
        {many > 0 ? `${verb} ${number(many)}` : verb}
      </Button>
    </>
  );
  return (
    <>
      <Button onClick={opened}>{buttonText(status, count)}</Button>
      <Dialog
        open={open}
        onOpenChange={(next) => (next ? setOpen(true) : close())}
        title={title}
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
    </>
  );
}

const number = (count: number) => count.toLocaleString("en-US");

function buttonText(status: NonNullable<Filter["status"]>, count?: number): string {
  const many = count === undefined ? "" : ` ${number(count)}`;
  return status === "not_sent"
    ? `Send${many} not sent…`
    : `Resend${many} ${deliveryStatusLabels[status].toLowerCase()}…`;
}
