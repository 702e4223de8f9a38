import type { JobView, JobWithResults } from "@/lib/deliveries/job-view";
import { grouped } from "@/lib/plural";

/** How many of those counted were handled: done or skipped. */
export const handledCount = ({ done, skipped }: JobView) =>
  done + skipped.suspended + skipped.underWay + skipped.removed;

/** Whether something of it can still change by itself. */
export const goesOn = ({ state, results }: JobWithResults) => state === "running" || results.waiting > 0;

/** Whether what it sends was never sent before. */
const sendsFirst = ({ filter }: Pick<JobView, "filter">) => filter.status === "not_sent";

/** What the button says that ends a job that runs. */
export const cancelText = (job: JobView) => (sendsFirst(job) ? "Cancel sending" : "Cancel the resend");

/** What a job is called beside its id. */
export const jobName = (job: JobView) => `${sendsFirst(job) ? "Sending" : "Resend"} ${job.jobID}`;

/** What a job did, in a few words; what became of it follows. */
export function headline(job: JobView): string {
  const sends = sendsFirst(job);
  const progress = `${grouped(job.done)} of ${grouped(job.count)}`;
  switch (job.state) {
    case "running":
      return `${sends ? "Sending" : "Resending"}: ${progress}`;
    case "done":
      return sends ? `${events(job.done)} sent` : `${grouped(job.done)} resent`;
    case "cancelled":
      return `Cancelled by ${job.cancelledBy ?? "somebody"} after ${progress}`;
    case "failed":
      return `Stopped after ${progress}`;
    default:
      return job.state satisfies never;
  }
}

/** "3 delivered, 48 failed again, 30 still waiting"; null where there is none of anything yet. */
export function resultsText(job: JobWithResults): string | null {
  const { results } = job;
  const { delivered, failed, waiting, notCalled } = results;
  const parts = [
    ...(delivered > 0 ? [`${grouped(delivered)} delivered`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed${sendsFirst(job) ? "" : " again"}`] : []),
    ...(waiting > 0 ? [`${grouped(waiting)} still waiting`] : []),
    ...(notCalled > 0 ? [`${grouped(notCalled)} not called`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : null;
}

/** What was passed over, and why; null where nothing was. */
export function skippedText(job: JobView): string | null {
  const { suspended, underWay, removed, changed } = job.skipped;
  const sends = sendsFirst(job);
  const parts = [
    ...(suspended > 0 ? [`${grouped(suspended)} to suspended URLs`] : []),
    ...(underWay > 0
      ? [`${grouped(underWay)} ${sends ? "that somebody else sent" : "that were already under way"}`]
      : []),
    ...(removed > 0
      ? [`${grouped(removed)} ${sends ? "for which no URL is there now" : "that are not wanted any more"}`]
      : []),
    ...(changed > 0 ? [`${grouped(changed)} that changed meanwhile`] : []),
  ];
  return parts.length > 0 ? `Skipped: ${parts.join(", ")}.` : null;
}

const events = (count: number) => `${grouped(count)} ${count === 1 ? "event" : "events"}`;
