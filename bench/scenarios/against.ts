import { setTimeout as pause } from "node:timers/promises";
import { timeOf, together } from "../api/load";
import { body, connections, requests } from "../api/settings";
import type { CallboardDatabase } from "../callboard-database";
import { check } from "../check";
import { compare, contrast, type Pair } from "../compare";
import { type CpuUse, cpuUse, peakMemoryBytes } from "../cpu";
import { settled } from "../dispatch-run";
import { type Bench, endOf } from "../measure";
import { type Release, withRelease } from "../release";
import { count, type Finding, milliseconds } from "../report";
import { olderCheckout } from "../settings";
import { median, percentile } from "../statistics";

/** Enough for a 99th percentile; between two of them nothing is under way. */
const idleRequests = 200;
const idlePauseMs = 20;

type Storage = { walBytes: number; diskBytes: number };
type Intake = Storage & { rate: number; webUs: number; postgresUs: number };
type FanOut = Storage & { rate: number };
type Idle = { answers: number[]; calls: number[] };

/**
 * This build against that of another checkout, in turn on one server: changes taken in one by one and sent, one event to all
 * endpoints, and how soon an idle system answers and calls. Both run as `npm start` runs them, with one dispatcher.
 */
export async function against(bench: Bench): Promise<Finding[]> {
  if (olderCheckout === undefined) {
    return [{ what: "against an older build", measured: "not measured: BENCH_AGAINST names no checkout" }];
  }
  return withRelease(bench, olderCheckout, (older) =>
    withRelease(bench, ".", async (newer) => {
      const inTurn = <T>(run: (release: Release) => Promise<T>) =>
        compare(
          () => run(older),
          () => run(newer),
        );
      const creates = await inTurn((release) =>
        intake(bench, release, "/api/instances/create", () => body, 201),
      );
      const events = await inTurn((release) => intake(bench, release, "/api/events", posted, 202));
      const fanOut = await inTurn((release) => fannedOut(bench, release));
      const idle = await inTurn((release) => onIdle(bench, release));
      return [
        ...intakeFindings("creates", creates),
        ...intakeFindings("single events", events),
        {
          what: "one event to 50 endpoints, deliveries/s",
          measured: contrast(fanOut, ({ rate }) => rate).text,
        },
        ...storageFindings("one event to 50 endpoints, a delivery", fanOut),
        ...idleFindings(idle),
        { what: "peak memory of web and dispatcher, MB", measured: memoryOf(newer, older) },
      ];
    }),
  );
}

let number = 0;
const posted = () => ({ eventType: "created", instanceID: `p-${++number}`, processName: "Posted" });

/** From the first request until all that was taken in has been sent and recorded. @throws CheckFailed */
async function intake(
  bench: Bench,
  { root, database, web, dispatcher }: Release,
  path: string,
  bodyOf: () => unknown,
  expected: number,
): Promise<Intake> {
  await subscribe(database, [database.last]);
  const send = () => web.post(path, bodyOf(), expected);
  await together(connections, Math.ceil(requests / 10), send);
  await endOf(() => settled(database.pool, [database.last]));
  await bench.server.checkpoint();
  const { reached } = await bench.receiver.reset({ tellAt: requests });
  const pids = { programs: [web.pid], backend: bench.server.backendPid, receiver: dispatcher.pid };
  const stored = await storageOf(database);
  const [before, startedAt] = [cpuUse(pids), performance.now()];
  await together(connections, requests, send);
  await reached();
  await endOf(() => settled(database.pool, [database.last]));
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = cpuUse(pids);
  const { repeats } = await bench.receiver.report();
  check(repeats === 0, `${repeats} of ${requests} calls came twice, though nothing was killed.`);
  bench.progress(`${root}: ${path} ${count(requests / seconds)}/s`);
  const used = (part: keyof CpuUse) => ((after?.[part] ?? Number.NaN) - (before?.[part] ?? 0)) / requests;
  return {
    rate: requests / seconds,
    webUs: used("program"),
    postgresUs: used("postgres"),
    ...(await storedSince(database, stored, requests)),
  };
}

async function fannedOut(bench: Bench, { root, database, web }: Release): Promise<FanOut> {
  const endpointIds = [...database.healthy, database.last];
  await subscribe(database, endpointIds);
  const events = Math.ceil(requests / 10);
  await bench.server.checkpoint();
  const stored = await storageOf(database);
  const startedAt = performance.now();
  await together(connections, events, () => web.post("/api/events", posted(), 202));
  await endOf(() => settled(database.pool, endpointIds));
  const deliveries = events * endpointIds.length;
  const rate = deliveries / ((performance.now() - startedAt) / 1_000);
  bench.progress(`${root}: one event to ${endpointIds.length} endpoints, ${count(rate)} deliveries/s`);
  return { rate, ...(await storedSince(database, stored, deliveries)) };
}

/** What was written to the WAL of the whole server until now, and what this database's tables and indexes take. */
async function storageOf({ pool }: CallboardDatabase): Promise<Storage> {
  const { rows } = await pool.query<Storage>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as "walBytes",
       pg_database_size(current_database())::float8 as "diskBytes"`,
  );
  const [stored] = rows;
  if (!stored) throw new Error("The server tells nothing of its storage.");
  return stored;
}

async function storedSince(database: CallboardDatabase, before: Storage, calls: number): Promise<Storage> {
  const after = await storageOf(database);
  return {
    walBytes: (after.walBytes - before.walBytes) / calls,
    diskBytes: (after.diskBytes - before.diskBytes) / calls,
  };
}

/** Milliseconds until the answer, and from the request until the GET is seen. */
async function onIdle(bench: Bench, { root, database, web }: Release): Promise<Idle> {
  await subscribe(database, [database.last]);
  await endOf(() => settled(database.pool, [database.last]));
  const { reached } = await bench.receiver.reset({ tellAt: idleRequests, watch: true });
  const begunNs = new Map<number, bigint>();
  const answers: number[] = [];
  for (let n = 0; n < idleRequests; n += 1) {
    const event = posted();
    begunNs.set(number, process.hrtime.bigint());
    answers.push(await timeOf(() => web.post("/api/events", event, 202)));
    await pause(idlePauseMs);
  }
  await reached();
  const { arrivals } = await bench.receiver.report();
  const calls = arrivals.map(([called, ns]) => Number(ns - (begunNs.get(called) ?? ns)) / 1e6);
  bench.progress(
    `${root}: idle, answer ${milliseconds(median(answers))}, call ${milliseconds(median(calls))}`,
  );
  return { answers, calls };
}

async function subscribe({ pool }: CallboardDatabase, endpointIds: number[]): Promise<void> {
  await pool.query("delete from subscription");
  await pool.query(
    `insert into subscription (event_type, endpoint_id, position)
     select 'created', id, place from unnest($1::int[]) with ordinality as url (id, place)`,
    [endpointIds],
  );
}

const intakeFindings = (what: string, pairs: Pair<Intake>[]): Finding[] => [
  { what: `${what} taken in and sent, a second`, measured: contrast(pairs, ({ rate }) => rate).text },
  { what: `${what}: µs of the web process`, measured: contrast(pairs, ({ webUs }) => webUs).text },
  {
    what: `${what}: µs of PostgreSQL, sending included`,
    measured: contrast(pairs, ({ postgresUs }) => postgresUs).text,
  },
  ...storageFindings(`${what}, each with its callback`, pairs),
];

const storageFindings = (what: string, pairs: Pair<Storage>[]): Finding[] => [
  { what: `${what}: bytes of WAL`, measured: contrast(pairs, ({ walBytes }) => walBytes).text },
  { what: `${what}: bytes on disk`, measured: contrast(pairs, ({ diskBytes }) => diskBytes).text },
];

const idleFindings = (pairs: Pair<Idle>[]): Finding[] =>
  (["answers", "calls"] as const).flatMap((kind) =>
    [50, 99].map((p) => ({
      what: `idle, from the request to the ${kind === "answers" ? "answer" : "call"}, p${p}`,
      measured: contrast(pairs, (idle) => percentile(idle[kind], p), milliseconds).text,
    })),
  );

function memoryOf(newer: Release, older: Release): string {
  const peak = ({ web, dispatcher }: Release) =>
    ((peakMemoryBytes(web.pid) ?? Number.NaN) + (peakMemoryBytes(dispatcher.pid) ?? Number.NaN)) / 1e6;
  return `${count(peak(newer))} against ${count(peak(older))} = ${(peak(newer) / peak(older)).toFixed(2)}`;
}
