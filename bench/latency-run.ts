import { setTimeout as pause } from "node:timers/promises";
import type { CallboardDatabase } from "./callboard-database";
import { check } from "./check";
import { settled } from "./dispatch-run";
import { type Bench, endOf } from "./measure";
import { addHintedDeliveries } from "./seed";

/**
 * Milliseconds from the answer to a commit until the GET arrives at the receiver, for each of `batches` × `batchSize` events.
 * The events of a batch commit together; between batches it waits as long as `pauseMs` says.
 */
export async function latencies(
  { receiver }: Bench,
  database: CallboardDatabase,
  {
    batches,
    batchSize,
    pauseMs,
    besides,
    add = addHinted,
  }: {
    batches: number;
    batchSize: number;
    pauseMs: () => number;
    /** What else is added with each batch. */
    besides?: (batch: number) => Promise<void>;
    /** Adds and commits `count` events from this number on; as the product's hint after a pause does unless given. */
    add?: (database: CallboardDatabase, from: number, count: number) => Promise<void>;
  },
): Promise<number[]> {
  const total = batches * batchSize;
  const { reached } = await receiver.reset({ tellAt: total, watch: true });
  const committedNs = new Map<number, bigint>();
  for (let batch = 0; batch < batches; batch += 1) {
    const from = database.numbers(batchSize);
    await besides?.(batch);
    await add(database, from, batchSize);
    const nowNs = process.hrtime.bigint();
    for (let n = from; n < from + batchSize; n += 1) committedNs.set(n, nowNs);
    await pause(pauseMs());
  }
  await reached();
  await endOf(() => settled(database.pool, database.healthy));
  const { arrivals, repeats } = await receiver.report();
  check(repeats === 0, `${repeats} of ${total} calls came twice, though nothing was killed.`);
  return arrivals.map(([number, ns]) => Number(ns - (committedNs.get(number) ?? ns)) / 1e6);
}

/** The endpoint's place follows the number, so that all have their turn. */
function addHinted({ pool, healthy }: CallboardDatabase, from: number, count: number): Promise<void> {
  return addHintedDeliveries(pool, { from, count, endpointIds: healthy });
}
