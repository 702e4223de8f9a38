import { type CallboardDatabase, withCallboardDatabase } from "../callboard-database";
import { compare, contrast } from "../compare";
import { runBacklog, withWarmDispatchers } from "../dispatch-run";
import { latencies } from "../latency-run";
import type { Bench } from "../measure";
import { atLeast, atMost, count, type Finding, milliseconds } from "../report";
import { addDeliveries } from "../seed";
import { calls, endpointCount } from "../settings";
import { percentile } from "../statistics";

/** Under way while latency is measured: 500 events a second, for 15 seconds, so that a p95 is of more than a few commits. */
const trickle = { batches: 750, batchSize: 10, pauseMs: () => 20 };

/**
 * 49 endpoints answer, one never does and gets its share of events. The 49 have the same to do with and without it: as fast
 * as can be, then at a steady 500 events a second, timed from each commit until the receiver sees the GET.
 */
export async function hangingEndpoint(bench: Bench): Promise<Finding[]> {
  const { server, receiver } = bench;
  const pairs = await withCallboardDatabase(server, receiver.url, (plain) =>
    withCallboardDatabase(
      server,
      receiver.url,
      (laden) =>
        compare(
          () => run(bench, plain, false),
          () => run(bench, laden, true),
        ),
      { lastUrl: `${receiver.url}/hang/${endpointCount - 1}` },
    ),
  );
  const rate = contrast(pairs, (measured) => measured.rate);
  const p95 = contrast(pairs, (measured) => measured.p95Ms, milliseconds);
  return [
    {
      what: "1 of 50 endpoints hangs, the others: calls/s",
      measured: rate.text,
      target: atLeast(rate.ratio, 0.95),
    },
    {
      what: "1 of 50 endpoints hangs, the others: p95, commit to GET",
      measured: p95.text,
      target: atMost(p95.ratio, 1.1),
    },
  ];
}

function run(
  bench: Bench,
  database: CallboardDatabase,
  hanging: boolean,
): Promise<{ rate: number; p95Ms: number }> {
  const toLast = (amount: number) => ({
    from: database.numbers(amount),
    count: amount,
    endpointIds: [database.last],
  });
  return withWarmDispatchers(bench, database, 1, async (dispatchers) => {
    const { rate } = await runBacklog(bench, database, dispatchers, {
      count: calls,
      endpointIds: database.healthy,
      besides: async (client) => {
        if (hanging) await addDeliveries(client, toLast(calls / endpointCount));
      },
    });
    const measured = await latencies(bench, database, {
      ...trickle,
      besides: async (batch) => {
        const everyFiftieth = (batch * trickle.batchSize) % endpointCount === 0;
        if (hanging && everyFiftieth) await addDeliveries(database.pool, toLast(1));
      },
    });
    const p95Ms = percentile(measured, 95);
    bench.progress(
      `${hanging ? "one hangs" : "none hangs"}: ${count(rate)} calls/s, p95 ${milliseconds(p95Ms)}`,
    );
    return { rate, p95Ms };
  });
}
