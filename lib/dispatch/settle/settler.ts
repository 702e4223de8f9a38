import type pg from "pg";
import { backoff } from "@/lib/backoff";
import type { FinishedCall } from "@/lib/dispatch/held-delivery";
import type { Metrics } from "@/lib/dispatch/metrics";
import type { DispatcherState } from "@/lib/dispatch/state";
import type { Wake } from "@/lib/dispatch/wake";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Breaker } from "./breaker";
import { pauseBeforeWriteMs } from "./pause-before-write";
import { createBatchWriter } from "./write-batch";

export type Settler = ReturnType<typeof createSettler>;

/**
 * Keeps finished calls until the database has them and writes them in batches, one after the other, as many as came together
 * meanwhile: but no more than five eighths of the slots, so that while they are written others are called, instead of everybody
 * waiting for everybody in turn (docs/benchmarks.md). Few wait a moment for more. While the database is away it tries again after
 * 50 ms, doubling to 1 s; nothing is thrown away. Only a result that PostgreSQL refuses even when reduced to its outcome is given
 * up: its lease lapses, the attempt is closed as interrupted and the call made again (docs/decisions/0032).
 */
export function createSettler(options: {
  pool: pg.Pool;
  state: Pick<DispatcherState, "inOrder" | "lanes">;
  breaker: Breaker;
  metrics: Pick<Metrics, "settled">;
  wake: Pick<Wake, "soon">;
  retryScheduleMs: readonly number[];
  maxInFlight: number;
}) {
  const { pool, state, breaker, metrics, wake, retryScheduleMs, maxInFlight } = options;
  const writeBatch = createBatchWriter({ pool, breaker, metrics, retryScheduleMs });
  const maxBatch = Math.ceil((maxInFlight * 5) / 8);
  let queue: FinishedCall[] = [];
  let writing: FinishedCall[] = [];
  let flushing: Promise<void> | null = null;
  let scheduled = false;
  let held = false;
  const wait = backoff({ minMs: 50, maxMs: 1_000 });
  let retryTimer: NodeJS.Timeout | undefined;
  let pauseTimer: NodeJS.Timeout | undefined;
  let lastBeganMs = Number.NEGATIVE_INFINITY;

  const mayFlush = () => !flushing && !held && !retryTimer && queue.length > 0;

  const kick = () => {
    if (scheduled || !mayFlush()) return;
    // Enough for a batch goes at once. Less waits for what this turn of the event loop still brings in.
    if (queue.length >= maxBatch / 2) return start();
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!mayFlush()) return;
      const sinceLastMs = performance.now() - lastBeganMs;
      const { inOrder } = state;
      const pauseMs = pauseBeforeWriteMs({ queued: queue.length, maxInFlight, inOrder, sinceLastMs });
      if (pauseMs === 0) return start();
      pauseTimer ??= setTimeout(() => {
        pauseTimer = undefined;
        if (mayFlush()) start();
      }, pauseMs);
    });
  };

  const start = () => {
    clearTimeout(pauseTimer);
    pauseTimer = undefined;
    lastBeganMs = performance.now();
    flushing = flush().then((written) => {
      flushing = null;
      kick();
      // Where order is kept, each of these may have been what the next one of its instance waited for.
      if (state.inOrder) state.lanes.expectBacklog(new Set(written.map((call) => call.held.endpointId)));
      // What is to be written next has then been sent, and is written while the calls that follow begin.
      wake.soon();
    });
  };

  const flush = async (): Promise<FinishedCall[]> => {
    const batch = queue.slice(0, maxBatch);
    queue = queue.slice(batch.length);
    writing = batch;
    let again: FinishedCall[];
    try {
      again = await writeBatch(batch);
      wait.reset();
    } catch (error) {
      again = batch;
      wait.fail();
      log.error({ event: "settle.failed", results: batch.length, reason: reasonOf(error) });
    }
    writing = [];
    queue = again.concat(queue);
    if (again.length > 0) retryTimer ??= setTimeout(retry, Math.max(5, wait.waitMs()));
    return batch.filter((call) => !again.includes(call));
  };

  const retry = () => {
    retryTimer = undefined;
    kick();
    wake.soon();
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
    inTrouble: () => wait.waitMs() > 0,
    /** No writing from now on; resolves when what was being written has ended. */
    async hold(): Promise<void> {
      held = true;
      await flushing;
    },
    release(): void {
      held = false;
      kick();
    },
    close(): void {
      held = true;
      clearTimeout(retryTimer);
      clearTimeout(pauseTimer);
    },
  };
}
