import type pg from "pg";
import { log } from "@/lib/log";
import { connectForLife, reasonOf } from "./database";
import { forgetSecrets } from "./forget-secrets";
import { prune } from "./prune";

/** Not at once: a node that comes up has better things to do. */
const firstAfterMs = 60_000;
const everyMs = 10 * 60_000;

export type Retention = {
  /** Resolves when the step under way, if any, has ended. */
  stop(): Promise<void>;
};

/**
 * Prunes a while after the start and then again and again, on a connection of its own that is open only meanwhile. Any number
 * of dispatchers may do this: a lock lets one at a time. An error of the database is logged, and the next run tries again.
 */
export function startRetention(options: {
  databaseUrl: string;
  days: number;
  firstAfterMs?: number;
  everyMs?: number;
}): Retention {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;

  const run = async (): Promise<void> => {
    let client: pg.Client | undefined;
    try {
      client = await connectForLife(options.databaseUrl);
      await forgetSecrets(client);
      const pruned = await prune(client, { days: options.days, signal: stopping.signal });
      if (pruned && pruned.deliveries + pruned.events + pruned.expired > 0) {
        log.info({ event: "retention.pruned", days: options.days, ...pruned });
      }
    } catch (error) {
      log.error({ event: "retention.failed", reason: reasonOf(error) });
    } finally {
      await client?.end().catch(() => undefined);
    }
    if (!stopping.signal.aborted) schedule(options.everyMs ?? everyMs);
  };

  const schedule = (afterMs: number) => {
    timer = setTimeout(() => {
      running = run();
    }, afterMs).unref();
  };
  schedule(options.firstAfterMs ?? firstAfterMs);

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
