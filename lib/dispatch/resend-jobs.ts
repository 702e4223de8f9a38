import { log } from "@/lib/log";
import { createTaskPool, reasonOf } from "./database";
import { resendStep } from "./resend-step";
import { takeBackCancelled } from "./take-back";

const lookEveryMs = 1_000;
/** A step that changes nothing is taken again soon, but takes a fifth of the time at most. */
const minPauseWhileFullMs = 25;
const minPauseMs = 10;

export type ResendJobs = {
  /** Resolves when the step under way, if any, has ended. */
  stop(): Promise<void>;
};

/**
 * Works at jobs that resend many deliveries, on one connection of its own. Any number of dispatchers may: each step is a
 * transaction that holds the job's row and moves its position, so a job goes on wherever a process lives. Between two steps it
 * rests as long as one took.
 */
export function startResendJobs({ databaseUrl }: { databaseUrl: string }): ResendJobs {
  const pool = createTaskPool(databaseUrl, "resend");
  let stopping = false;
  let running = Promise.resolve();
  let timer: NodeJS.Timeout;

  const run = async (): Promise<number> => {
    const startedAtMs = performance.now();
    // Nearly always there is none; then this and a look at an empty index are all it costs.
    const { rowCount } = await pool.query("select from resend_job where state = 'running' limit 1");
    if (rowCount === 0) {
      await takeBackCancelled(pool);
      return lookEveryMs;
    }
    const client = await pool.connect();
    let broken = false;
    try {
      await takeBackCancelled(client);
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

  const schedule = (afterMs: number) => {
    timer = setTimeout(() => {
      running = run()
        .catch((error) => {
          log.error({ event: "resend_job.step_failed", reason: reasonOf(error) });
          return lookEveryMs;
        })
        .then((nextMs) => {
          if (!stopping) schedule(nextMs);
        });
    }, afterMs).unref();
  };
  schedule(lookEveryMs);

  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await running;
      await pool.end();
    },
  };
}
