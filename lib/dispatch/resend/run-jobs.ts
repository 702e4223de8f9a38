import { isRunning } from "@/lib/deliveries/job-state";
import { revertCancelled } from "@/lib/deliveries/revert-cancelled";
import { createTaskPool } from "@/lib/dispatch/database";
import { startTask, type Task } from "@/lib/dispatch/tasks/task";
import { log } from "@/lib/log";
import { resendStep } from "./step";

const lookEveryMs = 1_000;
/** A step that changes nothing is taken again soon, but takes a fifth of the time at most. */
const minPauseWhileFullMs = 25;
const minPauseMs = 10;

/**
 * Works at jobs that resend many deliveries, on one connection of its own. Any number of dispatchers may: each step is a
 * transaction that holds the job's row and moves its position, so a job goes on wherever a process lives. Between two steps it
 * rests as long as one took.
 */
export function startResendJobs({ databaseUrl }: { databaseUrl: string }): Task {
  const pool = createTaskPool(databaseUrl, "resend");

  const work = async (): Promise<number> => {
    const startedAtMs = performance.now();
    // Nearly always there is none; then this and a look at an empty index are all it costs.
    const { rowCount } = await pool.query(`select from resend_job where ${isRunning} limit 1`);
    if (rowCount === 0) {
      await revertCancelled(pool);
      return lookEveryMs;
    }
    const client = await pool.connect();
    let broken = false;
    try {
      await revertCancelled(client);
      const { step, job } = await resendStep(client);
      if (step === "none") return lookEveryMs;
      const tookMs = performance.now() - startedAtMs;
      if (step === "full") return Math.max(minPauseWhileFullMs, 4 * tookMs);
      if (step === "done") log.info({ event: "resend_job.done", jobId: job?.id });
      return Math.max(minPauseMs, tookMs);
    } catch (error) {
      broken = true;
      throw error;
    } finally {
      client.release(broken);
    }
  };

  return startTask({
    work,
    firstAfterMs: lookEveryMs,
    afterFailureMs: lookEveryMs,
    failedEvent: "resend_job.step_failed",
    close: () => pool.end(),
  });
}
