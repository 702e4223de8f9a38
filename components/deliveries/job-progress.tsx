"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { JobView } from "@/lib/deliveries/job-view";
import type { ActionResult } from "@/lib/web/result";
import { filterText } from "./filter-text";

export type JobAction = (input: { jobID: string }) => Promise<ActionResult<JobView>>;

const everyMs = 1_000;

/** How far a resend of many is, kept current while it runs, with a way to cancel it. */
export function JobProgress({
  job: given,
  read,
  cancel,
}: {
  job: JobView;
  read: JobAction;
  cancel: JobAction;
}) {
  const router = useRouter();
  const [job, setJob] = useState(given);
  const [problem, setProblem] = useState<string | null>(null);
  const [run, cancelling] = useAction(cancel, "; the job goes on.");
  const running = job.state === "running";
  const { jobID } = job;

  useEffect(() => {
    if (!running) return;
    let over = false;
    const timer = setInterval(async () => {
      if (document.visibilityState !== "visible") return;
      const result = await read({ jobID }).catch(() => null);
      if (over || !result?.ok) return;
      setJob(result.value);
      if (result.value.state !== "running") router.refresh();
    }, everyMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [running, jobID, read, router]);

  const cancelled = () =>
    run({ jobID }, (result) => {
      if (result.ok) setJob(result.value);
      setProblem(result.ok ? null : result.message);
    });

  const skipped = skippedText(job);
  return (
    <section aria-label={`Resend ${jobID}`} className="min-w-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p role="status" className="font-semibold">
            {headline(job)}
          </p>
          <p className="text-[12.5px] break-words text-text-2">
            {filterText(job.filter)}, by {job.startedBy}, <RelativeTime at={job.startedAt} />
          </p>
        </div>
        {running && (
          <Button size="s" aria-busy={cancelling} onClick={cancelled}>
            Cancel the resend
          </Button>
        )}
      </div>
      <progress
        aria-label={`Progress of ${jobID}`}
        className="mt-2 block h-2 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-primary"
        max={Math.max(1, job.count)}
        value={running ? done(job) : Math.max(1, job.count)}
      />
      {skipped && <p className="text-[12.5px] text-text-2">{skipped}</p>}
      {job.failure !== null && <p className="break-words text-bad">It failed: {job.failure}</p>}
      {problem && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
    </section>
  );
}

const number = (count: number) => count.toLocaleString("en-US");
const done = ({ done, skipped }: JobView) => done + skipped.suspended + skipped.underWay + skipped.removed;

function headline(job: JobView): string {
  const progress = `${number(job.done)} of ${number(job.count)}`;
  switch (job.state) {
    case "running":
      return `Resending: ${progress}`;
    case "done":
      return `Resent: ${progress}`;
    case "cancelled":
      return `Cancelled by ${job.cancelledBy ?? "somebody"} after ${progress}`;
    case "failed":
      return `Stopped after ${progress}`;
    default:
      return job.state satisfies never;
  }
}

function skippedText({ skipped: { suspended, underWay, removed, changed } }: JobView): string | null {
  const parts = [
    ...(suspended > 0 ? [`${number(suspended)} of suspended URLs`] : []),
    ...(underWay > 0 ? [`${number(underWay)} that somebody was at`] : []),
    ...(removed > 0 ? [`${number(removed)} that are not wanted any more`] : []),
    ...(changed > 0 ? [`${number(changed)} that changed meanwhile`] : []),
  ];
  return parts.length > 0 ? `Skipped: ${parts.join(", ")}.` : null;
}
