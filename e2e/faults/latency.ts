import type { Endpoint, FaultDatabase } from "./database";
import type { FaultReceiver } from "./receiver";
import { pause, percentile, until } from "./wait";

/**
 * Milliseconds from commit to arrival at these endpoints, for a steady trickle of events (one each 25 ms) while `forMs`
 * pass, or until `enough`. Resolves when all have arrived.
 */
export async function latencies(
  database: FaultDatabase,
  receiver: FaultReceiver,
  endpoints: Endpoint[],
  { forMs, enough = () => false }: { forMs: number; enough?: () => boolean },
): Promise<number[]> {
  const ids = new Set<string>();
  for (const startedAt = performance.now(); performance.now() - startedAt < forMs && !enough(); ) {
    for (const id of await database.commit(endpoints, 1)) ids.add(id);
    await pause(25);
  }
  const paths = new Set(endpoints.map((endpoint) => endpoint.path));
  let arrived: number[] = [];
  await until(
    "the healthy URLs get all their events",
    async () => {
      const mine = (await receiver.log()).filter((one) => ids.has(one.webhookId) && paths.has(one.path));
      arrived = mine.map((one) => one.at - database.committedAt(one.webhookId));
      return arrived.length >= ids.size * endpoints.length;
    },
    60_000,
    200,
  );
  return arrived;
}

/** The 95th percentile in milliseconds. */
export function p95(values: readonly number[]): number {
  return percentile(values, 95);
}

/**
 * Whether `during` is no more than 20 % above `before`. On a machine of two cores a few milliseconds are noise, so
 * a difference of up to 10 ms is none.
 */
export function unchanged(before: number, during: number): boolean {
  return during <= Math.max(before * 1.2, before + 10);
}
