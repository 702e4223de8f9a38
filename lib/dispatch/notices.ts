import type pg from "pg";
import { noticesLock } from "@/lib/db/locks";
import { log } from "@/lib/log";
import { deriveNotices } from "@/lib/notices/derive";
import { pruneNotices } from "@/lib/notices/prune";
import { createTaskPool } from "./database";
import { startTask, type Task } from "./task";

const everyMs = 2_000;
const pruneEveryMs = 3_600_000;

/**
 * Makes notices of what happened to endpoints (docs/decisions/0051). Any number of dispatchers may: a lock lets one at a time, and
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
    const session = await pool.connect();
    let broken = true;
    try {
      await withNoticesLock(session, async () => {
        const made = await deriveNotices(session);
        if (made > 0) log.info({ event: "notices.made", count: made });
        if (prunedAtMs === null || performance.now() - prunedAtMs > pruneEveryMs) {
          prunedAtMs = performance.now();
          await pruneNotices(session, options.retentionDays);
        }
      });
      broken = false;
      return intervalMs;
    } finally {
      session.release(broken);
    }
  };

  return startTask({
    work,
    firstAfterMs: Math.min(1_000, intervalMs),
    afterFailureMs: intervalMs,
    failedEvent: "notices.failed",
    close: () => pool.end(),
  });
}

/** Runs `work` unless another process holds the lock. */
async function withNoticesLock(session: pg.PoolClient, work: () => Promise<void>): Promise<void> {
  const { rows } = await session.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
    noticesLock,
  ]);
  if (!rows[0]?.locked) return;
  try {
    await work();
  } finally {
    // Where the connection is gone, so is the lock.
    await session.query("select pg_advisory_unlock($1)", [noticesLock]).catch(() => undefined);
  }
}
