"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/lazy-dialog";
import { Note } from "@/components/ui/note";
import { useAction } from "@/components/ui/use-action";
import type { JobView } from "@/lib/deliveries/job-view";
import type { ResendMatching } from "@/lib/deliveries/schema";
import type { ActionResult } from "@/lib/web/result";
import { filterText } from "./filter-text";
import { type JobAction, JobProgress } from "./job-progress";

export type ResendAllActions = {
  count: (filter: ResendMatching) => Promise<ActionResult<number>>;
  start: (filter: ResendMatching) => Promise<ActionResult<JobView>>;
  read: JobAction;
  cancel: JobAction;
};

/** Resends all deliveries that the log's filters show: how many, a question, then how far it is. It goes on without this page. */
export function ResendAll({ filter, actions }: { filter: ResendMatching; actions: ResendAllActions }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [count, setCount] = useState<number | null>(null);
  const [job, setJob] = useState<JobView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [countNow] = useAction(actions.count);
  const [start, starting] = useAction(actions.start);

  const opened = () => {
    setOpen(true);
    setCount(null);
    setJob(null);
    setProblem(null);
    countNow(filter, (result) => (result.ok ? setCount(result.value) : setProblem(result.message)));
  };
  const confirmed = () =>
    start(filter, (result) => (result.ok ? setJob(result.value) : setProblem(result.message)));
  const close = () => {
    setOpen(false);
    if (job) router.refresh();
  };

  const status = filter.status ?? "failed";
  const footer = job ? (
    <Button onClick={close}>Close</Button>
  ) : (
    <>
      <Button onClick={close}>Close</Button>
      <Button variant="primary" disabled={starting || !count} onClick={confirmed}>
        {count ? `Resend ${number(count)}` : "Resend"}
      </Button>
    </>
  );
  return (
    <>
      <Button onClick={opened}>Resend all that match</Button>
      <Dialog
        open={open}
        onOpenChange={(next) => (next ? setOpen(true) : close())}
        title="Resend all that match"
        footer={footer}
      >
        {job ? (
          <>
            <JobProgress job={job} read={actions.read} cancel={actions.cancel} />
            <p className="mt-3 text-text-2">You can leave this page; it goes on, and the log shows it.</p>
          </>
        ) : (
          <>
            <p aria-live="polite" className="break-words">
              {count === null && !problem && "Counting …"}
              {count === 0 && `Nothing matches: ${filterText({ ...filter, status })}.`}
              {count !== null && count > 0 && (
                <>
                  <strong>{deliveries(count)}</strong> {count === 1 ? "matches" : "match"}:{" "}
                  {filterText({ ...filter, status })}.
                </>
              )}
            </p>
            <p className="mt-2 text-text-2">
              {filter.status === undefined && "No status is chosen, so those that failed are resent. "}
              Each gets one new attempt with the webhook-id it had. What is of a suspended URL is skipped.
            </p>
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
const deliveries = (count: number) => `${number(count)} ${count === 1 ? "delivery" : "deliveries"}`;
