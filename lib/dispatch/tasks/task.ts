import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";

/** What a dispatcher does again and again in the background. */
export type Task = {
  /** No run begins from now on; resolves when the one under way, if any, has ended and its connections are closed. */
  stop(): Promise<void>;
};

/**
 * Runs `work` again and again, one run at a time; nothing waits for it, nor does the process. What it throws is logged as
 * `failedEvent`, unless the task is being stopped, and the next run tries again.
 * @param options.work resolves with the milliseconds until the next run
 * @param options.interrupt called by `stop`: shortens the run under way
 * @param options.close called when the last run has ended
 */
export function startTask(options: {
  work: () => Promise<number>;
  firstAfterMs: number;
  afterFailureMs: number;
  failedEvent: string;
  interrupt?: () => unknown;
  close?: () => Promise<unknown>;
}): Task {
  let stopping = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;

  const run = async (): Promise<void> => {
    const nextMs = await options.work().catch((error) => {
      if (!stopping) log.error({ event: options.failedEvent, reason: reasonOf(error) });
      return options.afterFailureMs;
    });
    if (!stopping) schedule(nextMs);
  };

  const schedule = (afterMs: number) => {
    timer = setTimeout(() => {
      running = run();
    }, afterMs).unref();
  };
  schedule(options.firstAfterMs);

  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await options.interrupt?.();
      await running;
      await options.close?.();
    },
  };
}
