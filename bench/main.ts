import { randomBytes } from "node:crypto";
import os from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { addEndpoints, type BenchDatabase, drained, openDatabase, recordEvents } from "./database";
import { type ReceiverProcess, runBare, startDispatcher, startReceiver } from "./processes";

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const calls = Number(process.env.BENCH_CALLS ?? 20_000);
const inFlight = 64;
const endpointCount = 50;
const samples = 200;
/** What both make before they are timed. */
const warmUpCalls = 2_000;

const percentile = (values: number[], p: number) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN;
};
const median = (values: number[]) => percentile(values, 50);

/** Calls per second of the bare loop; what it says it sent must have arrived. */
async function bareRate(receiver: ReceiverProcess): Promise<number> {
  await receiver.ask("reset");
  const rate = await runBare(receiver.url, calls, inFlight, endpointCount);
  const { count } = await receiver.ask("report");
  if (count !== calls + warmUpCalls)
    throw new Error(`${calls + warmUpCalls} bare calls, but ${count} were received.`);
  return rate;
}

/** Calls per second of the running dispatcher over a backlog committed at once: first call begun to last result settled. */
async function dispatchRate(
  { pool }: BenchDatabase,
  receiver: ReceiverProcess,
  endpoints: number[],
): Promise<number> {
  const backlog = (count: number) =>
    Array.from({ length: count }, (_, n) => endpoints[n % endpoints.length] ?? 0);
  await recordEvents(pool, backlog(warmUpCalls));
  await drained(pool);
  await pool.query("truncate attempt, delivery, event");
  await pool.query("checkpoint");
  await receiver.ask("reset");
  await recordEvents(pool, backlog(calls));
  await drained(pool);
  const { rows } = await pool.query<{ seconds: number; recorded: number }>(
    `select extract(epoch from max(finished.done_at) - min(attempt.started_at))::float8 as seconds,
       count(*) filter (where attempt.outcome = 'delivered' and request is not null and response_body = 'ok'
         and total_ms is not null)::int as recorded
     from attempt join delivery as finished on finished.id = attempt.delivery_id`,
  );
  const { count } = await receiver.ask("report");
  const { seconds = Number.NaN, recorded = 0 } = rows[0] ?? {};
  if (count !== calls || recorded !== calls) {
    throw new Error(`${calls} deliveries, but ${count} were received and ${recorded} fully recorded.`);
  }
  return calls / seconds;
}

/** Milliseconds from the commit's answer to the GET's arrival, one event at a time on an idle system. */
async function idleLatencies(
  { pool }: BenchDatabase,
  receiver: ReceiverProcess,
  endpoints: number[],
): Promise<number[]> {
  await receiver.ask("watch");
  const committed = new Map<string, bigint>();
  for (let n = 0; n < samples; n += 1) {
    const { eventIds, committedNs } = await recordEvents(pool, [endpoints[n % endpoints.length] ?? 0]);
    committed.set(eventIds[0] ?? "", committedNs);
    await pause(15 + Math.random() * 30);
  }
  await drained(pool);
  const { arrivedNs } = await receiver.ask("report");
  if (arrivedNs.length !== samples) throw new Error(`${samples} events, but ${arrivedNs.length} arrived.`);
  return arrivedNs.map(([id, ns]) => Number(BigInt(ns) - (committed.get(id) ?? 0n)) / 1e6);
}

async function main(): Promise<void> {
  const appSecret = randomBytes(32).toString("hex");
  const database = await openDatabase(process.env.BENCH_DATABASE_URL);
  const receiver = await startReceiver();
  const endpoints = await addEndpoints(database.pool, receiver.url, endpointCount, appSecret);
  const { rows } = await database.pool.query<{ version: string; fsync: string }>(
    "select current_setting('server_version') as version, current_setting('fsync') as fsync",
  );
  const [cpu] = os.cpus();
  console.log(
    `${os.cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, PostgreSQL ${rows[0]?.version}, fsync ${rows[0]?.fsync}`,
  );
  console.log(
    `${rounds} rounds, interleaved; ${calls} calls, ${inFlight} in flight, ${endpointCount} endpoints, all on this machine\n`,
  );
  const bare: number[] = [];
  const dispatched: number[] = [];
  const latencies: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await bareRate(receiver));
    const dispatcher = await startDispatcher({
      DATABASE_URL: database.url,
      APP_SECRET: appSecret,
      CALLBACK_ALLOW: "127.0.0.1/32",
      CALLBACK_MAX_IN_FLIGHT: String(inFlight),
    });
    dispatched.push(await dispatchRate(database, receiver, endpoints));
    latencies.push(...(await idleLatencies(database, receiver, endpoints)));
    await dispatcher.stop();
    console.log(
      `round ${round}: bare ${bare.at(-1)?.toFixed(0)}/s, dispatcher ${dispatched.at(-1)?.toFixed(0)}/s`,
    );
  }
  receiver.stop();
  await database.stop();
  console.log(`
bare undici loop            ${median(bare).toFixed(0)} calls/s (median)
dispatcher, all recorded    ${median(dispatched).toFixed(0)} calls/s (median) = ${(median(dispatched) / median(bare)).toFixed(2)} of bare
idle, commit to GET seen    p50 ${percentile(latencies, 50).toFixed(2)} ms, p99 ${percentile(latencies, 99).toFixed(2)} ms (${latencies.length} events)`);
}

await main();
