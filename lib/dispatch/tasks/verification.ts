import { verificationLock } from "@/lib/db/locks";
import { createTaskPool } from "@/lib/dispatch/database";
import { hoursToVerify, verifyHour } from "@/lib/reconciliation/verify-hours";
import { startTask, type Task } from "./task";
import { withTaskLock } from "./task-lock";

const idleMs = 60_000;
const minRestMs = 1_000;
/** Reading an hour that took a second is followed by twenty seconds of rest: dispatching needs the database more. */
const restFactor = 20;
/** An hour in which something is still open is read again after so long. */
const againMs = 600_000;

/**
 * Verifies each hour once it is over, one after the other, so that who reconciles 30 days waits only for what is still open
 * (docs/decisions/0020). Any number of dispatchers may: a lock lets one at a time.
 */
export function startVerification(options: {
  databaseUrl: string;
  retentionDays: number;
  restMs?: number;
}): Task {
  const pool = createTaskPool(options.databaseUrl, "verification");
  const readAtMs = new Map<number, number>();

  const work = async (): Promise<number> => {
    let nextMs = options.restMs ?? idleMs;
    await withTaskLock(pool, verificationLock, async (session) => {
      const startedAtMs = performance.now();
      const hours = await hoursToVerify(session, options.retentionDays);
      for (const hour of readAtMs.keys()) if (!hours.includes(hour)) readAtMs.delete(hour);
      const isDue = (hour: number) => startedAtMs - (readAtMs.get(hour) ?? -againMs) >= againMs;
      const next = hours.find(isDue);
      if (next === undefined) return;
      readAtMs.set(next, startedAtMs);
      await verifyHour(session, next, options.retentionDays);
      nextMs = options.restMs ?? Math.max(minRestMs, (performance.now() - startedAtMs) * restFactor);
    });
    return nextMs;
  };

  return startTask({
    work,
    firstAfterMs: options.restMs ?? minRestMs,
    afterFailureMs: options.restMs ?? idleMs,
    failedEvent: "verification.failed",
    close: () => pool.end(),
  });
}
