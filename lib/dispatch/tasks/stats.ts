import { createStatsPool } from "@/lib/dispatch/database";
import { log } from "@/lib/log";
import { fold, newPosition, pruneStats } from "@/lib/stats/fold";
import { recount, recountIsDue } from "@/lib/stats/recount";
import { startTask, type Task } from "./task";

const everyMs = 5_000;
/** A fold rests at least so many times as long as it took: under a long snapshot each costs more, and then there are fewer. */
const restFactor = 20;

/**
 * Folds what dispatchers counted into the stats every few seconds, deletes old stats, and counts the log anew after an upgrade
 * (docs/decisions/0036). Any number of dispatchers may do this: a lock lets one at a time. A stop gives a recount up.
 */
export function startStats(options: { databaseUrl: string; everyMs?: number }): Task {
  const pool = createStatsPool(options.databaseUrl);
  const position = newPosition();
  const intervalMs = options.everyMs ?? everyMs;
  let recounting: number | null = null;

  const work = async (): Promise<number> => {
    const session = await pool.connect();
    const startedAtMs = performance.now();
    let broken = true;
    try {
      if (await recountIsDue(session)) {
        const { rows } = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
        recounting = rows[0]?.pid ?? null;
        if (await recount(session)) {
          log.info({ event: "stats.recounted", durationMs: Math.round(performance.now() - startedAtMs) });
        }
        recounting = null;
      }
      await pruneStats(session, position);
      await fold(session, position);
      broken = false;
      return Math.max(intervalMs, (performance.now() - startedAtMs) * restFactor);
    } finally {
      recounting = null;
      session.release(broken);
    }
  };

  return startTask({
    work,
    firstAfterMs: Math.min(1_000, intervalMs),
    afterFailureMs: intervalMs,
    failedEvent: "stats.failed",
    async interrupt() {
      if (recounting === null) return;
      await pool.query("select pg_cancel_backend($1)", [recounting]).catch(() => undefined);
    },
    close: () => pool.end(),
  });
}
