import { log } from "@/lib/log";
import { fold, newPosition, pruneStats } from "@/lib/stats/fold";
import { recount, recountIsDue } from "@/lib/stats/recount";
import { createStatsPool, reasonOf } from "./database";

const everyMs = 5_000;
/** A fold rests at least so many times as long as it took: under a long snapshot each costs more, and then there are fewer. */
const minRest = 20;

export type StatsKeeper = {
  /** Resolves when the step under way, if any, has ended; a recount is given up. */
  stop(): Promise<void>;
};

/**
 * Folds what dispatchers counted into the stats every few seconds, deletes old stats, and counts the log anew after an upgrade
 * (docs/decisions/0036). Any number of dispatchers may do this: a lock lets one at a time.
 */
export function startStats(options: { databaseUrl: string; everyMs?: number }): StatsKeeper {
  const pool = createStatsPool(options.databaseUrl);
  const position = newPosition();
  const intervalMs = options.everyMs ?? everyMs;
  let stopping = false;
  let running: Promise<unknown> = Promise.resolve();
  let recounting: number | null = null;
  let timer: NodeJS.Timeout;

  const run = async (): Promise<number> => {
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
      return Math.max(intervalMs, (performance.now() - startedAtMs) * minRest);
    } finally {
      recounting = null;
      session.release(broken);
    }
  };

  const schedule = (afterMs: number) => {
    timer = setTimeout(() => {
      running = run()
        .catch((error) => {
          if (!stopping) log.error({ event: "stats.failed", reason: reasonOf(error) });
          return intervalMs;
        })
        .then((nextMs) => {
          if (!stopping) schedule(nextMs);
        });
    }, afterMs).unref();
  };
  schedule(Math.min(1_000, intervalMs));

  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (recounting !== null) {
        await pool.query("select pg_cancel_backend($1)", [recounting]).catch(() => undefined);
      }
      await running;
      await pool.end();
    },
  };
}
