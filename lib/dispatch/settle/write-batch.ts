import type pg from "pg";
import { isRefusedValue } from "@/lib/dispatch/database";
import type { FinishedCall } from "@/lib/dispatch/held-delivery";
import type { Metrics } from "@/lib/dispatch/metrics";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Breaker } from "./breaker";
import { reducedRecord } from "./reduced-record";
import { settleCalls } from "./settle";

/**
 * Makes the function that writes a batch of results: together, or where PostgreSQL refuses a value of one, each by itself, and what
 * is refused then reduced to its outcome.
 * @returns of that function: the results to be written again
 * @throws from that function: what the database throws, unless it refuses a value
 */
export function createBatchWriter({
  pool,
  breaker,
  metrics,
  retryScheduleMs,
}: {
  pool: pg.Pool;
  breaker: Breaker;
  metrics: Pick<Metrics, "settled">;
  retryScheduleMs: readonly number[];
}): (batch: FinishedCall[]) => Promise<FinishedCall[]> {
  /** Results whose delivery somebody else had locked when they were written. */
  const wereBusy = new WeakSet<FinishedCall>();

  const write = async (batch: FinishedCall[]): Promise<FinishedCall[]> => {
    await breaker.count(batch);
    const askedAtMs = performance.now();
    const skipsLocked = batch.some((call) => wereBusy.has(call));
    const { busy, lost } = await settleCalls(pool, batch, retryScheduleMs, { skipsLocked });
    for (const call of busy) wereBusy.add(call);
    metrics.settled(performance.now() - askedAtMs, batch.length, lost.length);
    for (const { held } of lost) {
      const { deliveryId, attemptNumber } = held;
      log.info({ event: "delivery.fence_lost", deliveryId, attemptNumber });
    }
    return busy;
  };

  const writeOneByOne = async (batch: FinishedCall[]): Promise<FinishedCall[]> => {
    const again: FinishedCall[] = [];
    for (const call of batch) {
      try {
        again.push(...(await write([call])));
      } catch (refusal) {
        if (!isRefusedValue(refusal)) {
          again.push(call);
          continue;
        }
        const record = reducedRecord(call.record);
        const { deliveryId, attemptNumber } = call.held;
        const event = record ? "delivery.record_refused" : "delivery.record_given_up";
        log.error({ event, deliveryId, attemptNumber, reason: reasonOf(refusal) });
        if (record) again.push({ ...call, record });
      }
    }
    return again;
  };

  return async (batch) => {
    try {
      return await write(batch);
    } catch (error) {
      if (!isRefusedValue(error)) throw error;
      return writeOneByOne(batch);
    }
  };
}
