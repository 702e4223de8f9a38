"use client";

import { useSyncExternalStore } from "react";
import type { JobWithResults } from "@/lib/deliveries/job-view";
import type { JobActions } from "./dialog-actions";
import { dismissedJobs, dismissJob, onDismissed } from "./dismissed-jobs";
import { JobStrip } from "./job-strip";

/** Resends of many that run, or ended a short while ago: a line each, until it is dismissed. */
export function JobStrips({ jobs, ...actions }: { jobs: JobWithResults[] } & JobActions) {
  const dismissed = useSyncExternalStore(onDismissed, dismissedJobs, () => "");
  const shown = jobs.filter(({ jobID }) => !dismissed.split(" ").includes(jobID));
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Resends" className="mb-3 grid gap-1.5">
      {shown.map((job) => (
        <li key={`${job.jobID} ${job.state}`} className="min-w-0">
          <JobStrip job={job} {...actions} onDismiss={() => dismissJob(job.jobID)} />
        </li>
      ))}
    </ul>
  );
}
