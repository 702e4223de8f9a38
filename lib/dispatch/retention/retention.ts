import type pg from "pg";
import { connectForLife } from "@/lib/dispatch/database";
import { startTask, type Task } from "@/lib/dispatch/tasks/task";
import { log } from "@/lib/log";
import { forgetSecrets } from "./forget-secrets";
import { prune } from "./prune";

/** Not at once: a node that comes up has better things to do. */
const firstAfterMs = 60_000;
const everyMs = 10 * 60_000;

/**
 * Prunes a while after the start and then again and again, on a connection of its own that is open only meanwhile. Any number
 * of dispatchers may do this: a lock lets one at a time. An error of the database is logged, and the next run tries again.
 */
export function startRetention(options: {
  databaseUrl: string;
  days: number;
  firstAfterMs?: number;
  everyMs?: number;
}): Task {
  const stopping = new AbortController();
  const nextMs = options.everyMs ?? everyMs;

  const work = async (): Promise<number> => {
    let client: pg.Client | undefined;
    try {
      client = await connectForLife(options.databaseUrl);
      await forgetSecrets(client);
      const pruned = await prune(client, { days: options.days, signal: stopping.signal });
      if (pruned && pruned.deliveries + pruned.events + pruned.expired > 0) {
        log.info({ event: "retention.pruned", days: options.days, ...pruned });
      }
      return nextMs;
    } finally {
      await client?.end().catch(() => undefined);
    }
  };

  return startTask({
    work,
    firstAfterMs: options.firstAfterMs ?? firstAfterMs,
    afterFailureMs: nextMs,
    failedEvent: "retention.failed",
    interrupt: () => stopping.abort(),
  });
}
