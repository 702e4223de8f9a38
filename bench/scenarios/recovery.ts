import { setTimeout as pause } from "node:timers/promises";
import { holderOf } from "@/lib/testing/attempts";
import { type CallboardDatabase, withCallboardDatabase } from "../callboard-database";
import { check } from "../check";
import { checkRecords, settled } from "../dispatch-run";
import { withDispatchers } from "../dispatcher-process";
import { type Bench, endOf } from "../measure";
import { atMost, type Finding, milliseconds } from "../report";
import { addDeliveries, hint } from "../seed";
import { inFlight, rounds } from "../settings";
import { median } from "../statistics";

/** Enough that both are busy, at 50 ms a call, until well after the kill. */
const backlog = 6_000;
const killAfter = 1_000;
/** What the killed one had sent has reached the receiver by then, and nobody can have noticed its death. */
const arrivedMs = 50;

/** kill -9 of one of two busy dispatchers: how long until the other begins a call that the dead one held. */
export async function recovery(bench: Bench): Promise<Finding[]> {
  const times: number[] = [];
  let repeats = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const measured = await withCallboardDatabase(
      bench.server,
      bench.receiver.url,
      (database) => killOne(bench, database),
      { path: "slow" },
    );
    times.push(measured.recoveredMs);
    repeats += measured.repeats;
    bench.progress(`round ${round} of ${rounds}: recovered after ${milliseconds(measured.recoveredMs)}`);
  }
  const recoveredMs = median(times);
  return [
    {
      what: "kill -9 of one of two: the other calls what it held after",
      measured: `${milliseconds(recoveredMs)}, at most ${milliseconds(Math.max(...times))}`,
      target: atMost(recoveredMs, 3_000, "ms"),
    },
    {
      what: `kill -9, ${rounds} times: calls that came twice`,
      measured: `${repeats}, none lost`,
      target: atMost(repeats, inFlight * rounds),
    },
  ];
}

function killOne(
  { receiver }: Bench,
  database: CallboardDatabase,
): Promise<{ recoveredMs: number; repeats: number }> {
  return withDispatchers(database, 2, async ([victim]) => {
    const { pool } = database;
    const from = database.numbers(backlog);
    const endpointIds = [...database.healthy, database.last];
    await receiver.reset({ tellAt: backlog });
    await addDeliveries(pool, { from, count: backlog, endpointIds });
    await hint(pool);
    while ((await receiver.report()).count < killAfter) await pause(10);
    const killedNs = process.hrtime.bigint();
    await victim?.end("SIGKILL");
    await pause(arrivedMs);
    const { before } = await receiver.reset({ tellAt: backlog, watch: true });
    const { rows } = await pool.query<{ n: number }>(
      `select right(event_id, 9)::int as n from delivery where ${holderOf()} = $1 and done_at is null`,
      [victim?.dispatcherId],
    );
    const held = new Set(rows.map(({ n }) => n));
    check(held.size > 0, "The killed dispatcher held nothing: there is nothing to recover.");
    await endOf(() => settled(pool, endpointIds));
    await checkRecords(pool, from, backlog);
    const after = await receiver.report();
    const again = after.arrivals.filter(([n]) => held.has(n)).map(([, ns]) => Number(ns - killedNs) / 1e6);
    const repeats = before.count + after.count - backlog;
    check(
      repeats <= inFlight,
      `${repeats} calls came twice, but at most ${inFlight} were under way at the kill.`,
    );
    return { recoveredMs: Math.min(...again), repeats };
  });
}
