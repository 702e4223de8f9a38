import type { Queryable } from "@/lib/db/pool";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Metrics } from "./metrics";
import type { DatabaseClock } from "./read-snapshot";
import type { Settler } from "./settle/settler";
import type { DispatcherState } from "./state";

/** Its commit does not wait for the disk: the next one comes in seconds. */
const publishStatement = `
with async_commit as materialized (select set_config('synchronous_commit', 'off', true))
update dispatcher set metrics = $2::jsonb, metrics_at = now() from async_commit where id = $1`;

const everyMs = 5_000;

type Publishing = {
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
};

/** To a tenth: what a reading takes makes it look that much behind. */
const secondsAhead = ({ aheadMs }: DatabaseClock, wallMs: number): number =>
  Math.round((wallMs - (performance.now() + aheadMs)) / 100) / 10;

/**
 * Writes a dispatcher's metrics into its row again and again, where the web process finds them (docs/decisions/0013). A
 * failure costs nothing but a debug line: the next round brings the same and more.
 */
export function startPublishing(options: {
  db: Queryable;
  state: Pick<DispatcherState, "registration" | "lanes" | "databaseClock">;
  settler: Pick<Settler, "unsettledCount">;
  metrics: Pick<Metrics, "read">;
  everyMs?: number | undefined;
  /** The wall clock, ms since the epoch; the machine's unless given. */
  wallMs?: (() => number) | undefined;
}): Publishing {
  let publishing: Promise<void> | null = null;

  const publish = async (): Promise<void> => {
    const { registration, lanes, databaseClock } = options.state;
    if (!registration) return;
    try {
      const counts = await options.metrics.read(
        {
          waiting: lanes.waitingCount(),
          calling: lanes.callingCount(),
          unsettled: options.settler.unsettledCount(),
        },
        databaseClock ? secondsAhead(databaseClock, options.wallMs?.() ?? Date.now()) : 0,
      );
      const values = [registration.dispatcherId, JSON.stringify(counts)];
      await options.db.query({ name: "publish", text: publishStatement, values });
    } catch (error) {
      log.debug({ event: "metrics.not_published", reason: reasonOf(error) });
    }
  };

  const timer = setInterval(() => {
    publishing ??= publish().finally(() => {
      publishing = null;
    });
  }, options.everyMs ?? everyMs);

  return {
    async stop() {
      clearInterval(timer);
      await publishing;
    },
  };
}
