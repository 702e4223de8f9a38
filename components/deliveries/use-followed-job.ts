"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { JobWithResults } from "@/lib/deliveries/job-view";
import type { JobAction } from "./dialog-actions";
import { goesOn } from "./job-text";

const whileItRunsMs = 1_000;
/** What waits for its next attempt may do so for hours. */
const whileSomeWaitMs = 5_000;

/** A job, kept current while anything of it can change. */
export function useFollowedJob(given: JobWithResults, follow: JobAction) {
  const router = useRouter();
  const [job, setJob] = useState(given);
  const { jobID } = job;
  const running = job.state === "running";
  const everyMs = running ? whileItRunsMs : goesOn(job) ? whileSomeWaitMs : null;

  useEffect(() => {
    if (everyMs === null) return;
    let over = false;
    const timer = setInterval(async () => {
      if (document.visibilityState !== "visible") return;
      const result = await follow({ jobID }).catch(() => null);
      if (over || !result?.ok) return;
      setJob(result.value);
      if (!goesOn(result.value)) router.refresh();
    }, everyMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [everyMs, jobID, follow, router]);

  return [job, setJob] as const;
}
