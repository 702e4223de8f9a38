import type { JobView, JobWithResults } from "@/lib/deliveries/job-view";
import type { LogFilter } from "@/lib/deliveries/log-filter";
import type { ResendPreview } from "@/lib/deliveries/resend-preview";
import type { ResendableStatus } from "@/lib/deliveries/statuses";
import type { TestUrlInput } from "@/lib/endpoints/schema";
import type { TestView } from "@/lib/endpoints/view";
import type { ActionResult } from "@/lib/web/result";

/** What the log's buttons and the dialogs they open ask of the server. */
export type DryRunAction = (input: TestUrlInput) => Promise<ActionResult<TestView>>;

export type ResendInput = Omit<LogFilter, "status"> & { status?: ResendableStatus };

export type JobAction = (input: { jobID: string }) => Promise<ActionResult<JobWithResults>>;
export type JobActions = { follow: JobAction; cancel: JobAction };

export type ResendAllActions = JobActions & {
  preview: (filter: ResendInput) => Promise<ActionResult<ResendPreview>>;
  start: (filter: ResendInput & { idempotencyKey: string }) => Promise<ActionResult<JobView>>;
};
