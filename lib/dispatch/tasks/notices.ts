import { noticesLock } from "@/lib/db/locks";
import { createTaskPool } from "@/lib/dispatch/database";
import { log } from "@/lib/log";
import { deriveNotices } from "@/lib/notices/derive";
import { pruneNotices } from "@/lib/notices/prune";
import { startTask, type Task } from "./task";
import { withTaskLock } from "./task-lock";

const everyMs = 2_000;
const pruneEveryMs = 3_600_000;

/**
 * Makes notices of what happened to endpoints (docs/decisions/0049). Any number of dispatchers may: a lock lets one at a time, and
 * nothing that delivers callbacks waits for it.
 */
export function startNotices(options: {
  databaseUrl: string;
  retentionDays: number;
  everyMs?: number;
}): Task {
  const pool = createTaskPool(options.databaseUrl, "notices");
  const intervalMs = options.everyMs ?? everyMs;
  let prunedAtMs: number | null = null;

  const work = async (): Promise<number> => {
    await withTaskLock(pool, noticesLock, async (session) => {
      const made = await deriveNotices(session);
      if (made > 0) log.info({ event: "notices.made", count: made });
      if (prunedAtMs !== null && performance.now() - prunedAtMs < pruneEveryMs) return;
      prunedAtMs = performance.now();
      await pruneNotices(session, options.retentionDays);
    });
    return intervalMs;
  };

  return startTask({
    work,
    firstAfterMs: Math.min(1_000, intervalMs),
    afterFailureMs: intervalMs,
    failedEvent: "notices.failed",
    close: () => pool.end(),
  });
}
