import { withCallboardDatabase } from "../callboard-database";
import { withWarmDispatchers } from "../dispatch-run";
import { latencies } from "../latency-run";
import type { Bench } from "../measure";
import { atMost, type Finding, milliseconds } from "../report";
import { rounds } from "../settings";
import { percentile } from "../statistics";

const samples = 200;

/** One event at a time on an idle system: from the commit until the receiver sees the GET. */
export async function idleLatency(bench: Bench): Promise<Finding[]> {
  const all: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const measured = await withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
      withWarmDispatchers(bench, database, 1, () =>
        latencies(bench, database, {
          batches: samples,
          batchSize: 1,
          pauseMs: () => 15 + Math.random() * 30,
        }),
      ),
    );
    all.push(...measured);
    bench.progress(`round ${round} of ${rounds}: idle p50 ${milliseconds(percentile(measured, 50))}`);
  }
  const [p50, p99] = [percentile(all, 50), percentile(all, 99)];
  return [
    { what: "idle, commit to GET seen, p50", measured: milliseconds(p50), target: atMost(p50, 1.5, "ms") },
    { what: "idle, commit to GET seen, p99", measured: milliseconds(p99), target: atMost(p99, 5, "ms") },
  ];
}
