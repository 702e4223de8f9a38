import { setTimeout as pause } from "node:timers/promises";
import { type CallboardDatabase, withCallboardDatabase } from "../callboard-database";
import { check } from "../check";
import { settled, withWarmDispatchers } from "../dispatch-run";
import { type Bench, endOf } from "../measure";
import { atMost, count, type Finding, milliseconds } from "../report";
import { addDeliveries, hint } from "../seed";
import { pendingRows, rounds } from "../settings";
import { median, percentile } from "../statistics";
import { withCallboardWeb } from "./callboard-web";
import { timeOf } from "./load";
import { body } from "./settings";
import type { Web } from "./web-process";

const idleSamples = 300;
/** Numbers of instances that are created come before this one, those of the backlog after it. */
const backlogFrom = 1_000_000;

type Measured = { idle: number[]; draining: number[] };

/** How long a single create takes on an idle system, and while a dispatcher drains a backlog as fast as it can. */
export async function createsWhileDraining(bench: Bench): Promise<Finding[]> {
  const measured: Measured[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const one = await withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
      withWarmDispatchers(bench, database, 1, () =>
        withCallboardWeb(database, [database.last], (web) => measureOne(bench, database, web)),
      ),
    );
    measured.push(one);
    bench.progress(
      `round ${round} of ${rounds}: create p99 ${milliseconds(percentile(one.idle, 99))} idle, ${milliseconds(percentile(one.draining, 99))} draining`,
    );
  }
  const ratio = median(measured.map(({ idle, draining }) => percentile(draining, 99) / percentile(idle, 99)));
  const of = (kind: keyof Measured, p: number) => {
    const all = measured.flatMap((one) => one[kind]);
    return milliseconds(percentile(all, p));
  };
  return [
    { what: "a single create, idle: p50 and p99", measured: `${of("idle", 50)}, ${of("idle", 99)}` },
    {
      what: `a single create while ${count(pendingRows)} drain: p50 and p99`,
      measured: `${of("draining", 50)}, ${of("draining", 99)} = ${ratio.toFixed(1)} of idle p99`,
      target: atMost(ratio, 3),
    },
  ];
}

async function measureOne(bench: Bench, database: CallboardDatabase, web: Web): Promise<Measured> {
  const create = async () => {
    const ms = await timeOf(() => web.post("/api/instances/create", body, 201));
    await pause(5 + Math.random() * 10);
    return ms;
  };
  for (let n = 0; n < idleSamples; n += 1) await create();
  const idle: number[] = [];
  for (let n = 0; n < idleSamples; n += 1) idle.push(await create());
  await endOf(() => settled(database.pool, [database.last]));

  const taken = database.numbers(backlogFrom);
  const from = database.numbers(pendingRows);
  check(taken < backlogFrom, "The numbers of the benchmark's instances are used up.");
  const client = await database.pool.connect();
  try {
    // Until it commits, no dispatcher sees any of it.
    await client.query("begin");
    await addDeliveries(client, { from, count: pendingRows, endpointIds: database.healthy });
    await client.query("analyze event, delivery");
    await bench.receiver.reset({ tellAt: pendingRows });
    await client.query("commit");
  } finally {
    client.release();
  }
  await hint(database.pool);
  const draining: number[] = [];
  while ((await bench.receiver.report()).count < pendingRows) draining.push(await create());
  await endOf(() => settled(database.pool, [...database.healthy, database.last]));
  const { count: arrived, repeats } = await bench.receiver.report();
  const expected = pendingRows + draining.length;
  check(
    arrived === expected && repeats === 0,
    `${expected} calls were due, ${arrived} came, ${repeats} of them twice.`,
  );
  return { idle, draining };
}
