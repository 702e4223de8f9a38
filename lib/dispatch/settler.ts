import type pg from "pg";
import { log } from "@/lib/log";
import { isRefusedValue, reasonOf } from "./database";
import type { Health } from "./health";
import type { FinishedCall } from "./held-delivery";
import type { Metrics } from "./metrics";
import { settleCalls } from "./settle";

const batchSize = 500;
const flushesAtOnce = 1;
const longestWaitMs = 1_000;

export type Settler = ReturnType<typeof createSettler>;

/**
 * Keeps finished calls until the database has them and writes them in batches, as many as came together meanwhile.
 * While the database is away it tries again after 50 ms, doubling to 1 s; nothing is thrown away.
 */
export function createSettler(options: {
  pool: pg.Pool;
  health: Health;
  metrics: Pick<Metrics, "settled">;
  retryScheduleMs: readonly number[];
  /** Called whenever results left the memory (these), or could not. */
  changed: (written: FinishedCall[]) => void;
}) {
  const { pool, health, metrics, retryScheduleMs, changed } = options;
  let queue: FinishedCall[] = [];
  let writing: FinishedCall[] = [];
  const flushes = new Set<Promise<void>>();
  let scheduled = false;
  let held = false;
  let waitMs = 0;
  let retryTimer: NodeJS.Timeout | undefined;

  const kick = () => {
    if (scheduled || held || flushes.size >= flushesAtOnce || queue.length === 0 || retryTimer) return;
    scheduled = true;
    // After what this turn of the event loop still brings in, so that results that came together are written together.
    setImmediate(() => {
      scheduled = false;
      if (held || retryTimer) return;
      const flushing = flush().then((written) => {
        flushes.delete(flushing);
        kick();
        changed(written);
      });
      flushes.add(flushing);
    });
  };

  const write = async (batch: FinishedCall[]): Promise<FinishedCall[]> => {
    await health.count(batch);
    const askedAtMs = performance.now();
    const { busy, lost } = await settleCalls(pool, batch, retryScheduleMs);
    metrics.settled(performance.now() - askedAtMs, batch.length, lost.length);
    for (const { held: delivery } of lost) {
      const { deliveryId, attemptNumber } = delivery;
      log.info({ event: "delivery.fence_lost", deliveryId, attemptNumber });
    }
    return busy;
  };

  const writeOneByOne = async (batch: FinishedCall[], error: unknown): Promise<FinishedCall[]> => {
    if (!isRefusedValue(error)) throw error;
    const again: FinishedCall[] = [];
    for (const call of batch) {
      try {
        again.push(...(await write([call])));
      } catch (refusal) {
        if (!isRefusedValue(refusal)) {
          again.push(call);
          continue;
        }
        log.error({
          event: "delivery.record_refused",
          deliveryId: call.held.deliveryId,
          reason: reasonOf(refusal),
        });
        again.push(withoutTexts(call));
      }
    }
    return again;
  };

  const flush = async (): Promise<FinishedCall[]> => {
    const batch = queue.slice(0, batchSize);
    queue = queue.slice(batch.length);
    writing = writing.concat(batch);
    let again: FinishedCall[];
    try {
      again = await write(batch).catch((error) => writeOneByOne(batch, error));
      waitMs = 0;
    } catch (error) {
      again = batch;
      waitMs = Math.min(longestWaitMs, Math.max(50, waitMs * 2));
      log.error({ event: "settle.failed", results: batch.length, reason: reasonOf(error) });
    }
    const left = new Set(batch);
    writing = writing.filter((call) => !left.has(call));
    queue = again.concat(queue);
    if (again.length > 0) retryTimer ??= setTimeout(retry, Math.max(5, waitMs));
    return batch.filter((call) => !again.includes(call));
  };

  const retry = () => {
    retryTimer = undefined;
    kick();
    changed([]);
  };

  return {
    add(call: FinishedCall): void {
      queue.push(call);
      kick();
    },
    /** Results the database does not have yet. */
    unsettled: (): FinishedCall[] => [...writing, ...queue],
    unsettledCount: () => queue.length + writing.length,
    /** The last write failed: claiming now could take rows whose results are still here. */
    inTrouble: () => waitMs > 0,
    /** No writing from now on; resolves when what was being written has ended. */
    async hold(): Promise<void> {
      held = true;
      await Promise.all(flushes);
    },
    release(): void {
      held = false;
      kick();
    },
    close(): void {
      held = true;
      clearTimeout(retryTimer);
    },
  };
}

/** The result without what the receiver wrote: PostgreSQL refused to keep that, and the delivery must move on. */
function withoutTexts(call: FinishedCall): FinishedCall {
  const cause = "The answer could not be recorded as text.";
  return {
    ...call,
    record: { ...call.record, request: null, responseHeaders: null, responseBody: null, cause },
  };
}
