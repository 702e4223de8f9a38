"use client";

import { ChevronDown, CircleAlert, CircleCheck, CircleDashed, X } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { JobWithResults } from "@/lib/deliveries/job-view";
import type { JobActions } from "./dialog-actions";
import { FilterText } from "./filter-text";
import { cancelText, goesOn, handledCount, headline, jobName, resultsText, skippedText } from "./job-text";
import { useFollowedJob } from "./use-followed-job";

/** How far a resend of many is and what became of it, in one line that expands. */
export function JobStrip({
  job: given,
  follow,
  cancel,
  onDismiss,
}: { job: JobWithResults; onDismiss?: () => void } & JobActions) {
  const [job, setJob] = useFollowedJob(given, follow);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [run, cancelling] = useAction(cancel, "; the job goes on.");
  const detailsId = useId();
  const { jobID } = job;
  const running = job.state === "running";
  const results = resultsText(job);

  const cancelled = () =>
    run({ jobID }, (result) => {
      if (result.ok) setJob(result.value);
      setProblem(result.ok ? null : result.message);
    });

  return (
    <section
      aria-label={jobName(job)}
      className="relative overflow-hidden rounded-lg border border-line bg-surface"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 pr-2 pl-3">
        <Sign job={job} />
        <p className="min-w-0 flex-1 basis-52 break-words">
          <span role="status">
            <span className="font-semibold">{headline(job)}</span>
            {results && `: ${results}`}
          </span>
          {job.done > 0 && (
            <>
              {" · "}
              <Link
                href={`/administration/developer/deliveries?job=${jobID}`}
                prefetch={false}
                className="whitespace-nowrap text-primary underline"
              >
                Show them
              </Link>
            </>
          )}
        </p>
        {running && (
          <Button size="s" aria-busy={cancelling} onClick={cancelled}>
            {cancelText(job)}
          </Button>
        )}
        <button
          type="button"
          aria-expanded={open}
          aria-controls={detailsId}
          onClick={() => setOpen(!open)}
          className="inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 text-[12.5px] text-text-2 hover:bg-surface-2 hover:text-text"
        >
          Details
          <ChevronDown aria-hidden className={`size-3.5 ${open ? "rotate-180" : ""}`} />
        </button>
        {onDismiss && !running && (
          <button
            type="button"
            aria-label={`Dismiss ${jobID}`}
            onClick={onDismiss}
            className="rounded-md p-0.5 text-text-2 hover:bg-surface-2 hover:text-text"
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
      </div>
      {problem && (
        <p role="alert" className="px-3 pb-1.5 text-bad">
          {problem}
        </p>
      )}
      <div id={detailsId} hidden={!open} className="px-3 pb-2 text-[12.5px] break-words text-text-2">
        <Details job={job} />
      </div>
      {running && (
        <progress
          aria-label={`Progress of ${jobID}`}
          className="absolute inset-x-0 bottom-0 block h-0.5 w-full appearance-none bg-line [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-primary"
          max={Math.max(1, job.count)}
          value={handledCount(job)}
        />
      )}
    </section>
  );
}

/** Which were meant is a filter, never a result: it stands here, and says so. */
function Details({ job }: { job: JobWithResults }) {
  const skipped = skippedText(job);
  return (
    <>
      <p>
        Filter: <FilterText filter={job.filter} parts={job.matchesParts} />. Started by {job.startedBy},{" "}
        <RelativeTime at={job.startedAt} />.
      </p>
      {skipped && <p>{skipped}</p>}
      {job.failure !== null && <p className="text-bad">Stopped: {job.failure}</p>}
    </>
  );
}

function Sign({ job }: { job: JobWithResults }) {
  const look = "size-4 shrink-0";
  if (goesOn(job)) return <CircleDashed aria-hidden className={`${look} text-info`} />;
  const bad = job.results.failed > 0 || job.state === "failed";
  if (bad) return <CircleAlert aria-hidden className={`${look} text-bad`} />;
  return job.state === "cancelled" ? (
    <CircleAlert aria-hidden className={`${look} text-warn`} />
  ) : (
    <CircleCheck aria-hidden className={`${look} text-ok`} />
  );
}
