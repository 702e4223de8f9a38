import { operator } from "@/lib/auth/actor";
import { recordEvents } from "@/lib/events/record";
import { type CallboardDatabase, withCallboardDatabase } from "../callboard-database";
import { withWarmDispatchers } from "../dispatch-run";
import { latencies } from "../latency-run";
import type { Bench } from "../measure";
import { listeners, peerLatencies, peersInstalled } from "../peer-process";
import { atMost, type Finding, milliseconds } from "../report";
import { rounds } from "../settings";
import { percentile } from "../statistics";

const samples = 200;
const pauseMs = () => 15 + Math.random() * 30;

/** Runs `use` with one URL that gets what is created. */
async function subscribed<T>({ pool, healthy }: CallboardDatabase, use: () => Promise<T>): Promise<T> {
  await pool.query("insert into subscription (event_type, endpoint_id, position) values ('created', $1, 0)", [
    healthy[0],
  ]);
  await pool.query("update event_switch set enabled = true where event_type = 'created'");
  return use();
}

/** As the product records what is created. */
async function record({ pool }: CallboardDatabase, from: number): Promise<void> {
  const event = {
    eventType: "created",
    instanceId: `training-request-${from}`,
    processName: "Training Request",
  } as const;
  await recordEvents(pool, operator, [event]);
}

type Program = { title: string; run: () => Promise<number[]>; all: number[] };

/**
 * One event at a time on an idle system: from the commit until the receiver sees the GET. Beside it, one after the other in
 * each round, what else a commit wakes.
 */
export async function idleLatency(bench: Bench): Promise<Finding[]> {
  const callboard: Program = {
    title: "idle, commit to GET seen",
    all: [],
    run: () =>
      withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
        withWarmDispatchers(bench, database, 1, () =>
          subscribed(database, () =>
            latencies(bench, database, { batches: samples, batchSize: 1, pauseMs, add: record }),
          ),
        ),
      ),
  };
  const others = (peersInstalled ? listeners : []).map(
    (listener): Program => ({
      title: `the same: ${listener.title}`,
      all: [],
      run: () => peerLatencies(bench, listener, { samples, pauseMs }),
    }),
  );
  for (let round = 1; round <= rounds; round += 1) {
    for (const { title, run, all } of [callboard, ...others]) {
      const measured = await run();
      all.push(...measured);
      bench.progress(`round ${round} of ${rounds}: ${title}, p50 ${milliseconds(percentile(measured, 50))}`);
    }
  }
  const [p50, p99] = [percentile(callboard.all, 50), percentile(callboard.all, 99)];
  return [
    { what: `${callboard.title}, p50`, measured: milliseconds(p50), target: atMost(p50, 1.5, "ms") },
    { what: `${callboard.title}, p99`, measured: milliseconds(p99), target: atMost(p99, 5, "ms") },
    ...others.map(({ title, all }) => ({
      what: `${title}, p50 and p99`,
      measured: `${milliseconds(percentile(all, 50))}, ${milliseconds(percentile(all, 99))}`,
    })),
  ];
}
