import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { check } from "./check";
import { built, type Child, nextMessage, startChild } from "./child";
import { type Bench, type Measured, measure } from "./measure";
import { calls, endpointCount, inFlight, warmUpCalls } from "./settings";

type Peer = {
  title: string;
  program: string;
  /** What it records of a call: status and duration, or as much as Callboard does. */
  records: "outcome" | "all";
  /** Calls whose result is not written count as under way, so that a kill makes no more of them again than Callboard's. */
  isBounded?: boolean;
  /** Finds a row while a job is not done. */
  unfinished: string;
};

const graphileWorker = {
  title: "graphile-worker 0.18",
  program: "graphile-worker",
  unfinished: "select from graphile_worker._private_jobs limit 1",
};
const pgBoss = {
  unfinished: "select from pgboss.job where name = 'deliver' and state < 'completed' limit 1",
};
const pgBossWork = { ...pgBoss, title: "pg-boss 12, work() in batches", program: "pg-boss-work" };
const pgBossStorage = { ...pgBoss, title: "pg-boss 12, own loop over fetch()", program: "pg-boss-storage" };

/** Each as fast as its options make it, and the faster two also with Callboard's record. */
export const peers: Peer[] = [
  { ...graphileWorker, records: "outcome" },
  { ...pgBossWork, records: "outcome" },
  { ...pgBossStorage, records: "outcome" },
  { ...graphileWorker, title: `${graphileWorker.title}, all recorded`, records: "all" },
  { ...pgBossStorage, title: `${pgBossStorage.title}, all recorded`, records: "all" },
  {
    ...pgBossStorage,
    title: `${pgBossStorage.title}, all recorded, bounded`,
    records: "all",
    isBounded: true,
  },
];

/** Those that a commit wakes, for the time until the GET; before them the least that can be done, which is no peer. */
export const listeners: Pick<Peer, "title" | "program" | "records">[] = [
  { title: "bare listener: hint, row, GET", program: "bare-listener", records: "outcome" },
  { ...graphileWorker, records: "outcome" },
  { ...pgBossWork, title: "pg-boss 12, work()", records: "outcome" },
];

/** Whether `scripts/bench.mjs` could install them. */
export const peersInstalled = existsSync(path.resolve("bench/node_modules/graphile-worker/package.json"));

async function withProgram<T>(
  { receiver }: Bench,
  file: string,
  env: Record<string, string>,
  use: (child: Child) => Promise<T>,
): Promise<T> {
  const child = startChild(file, {
    ...env,
    BENCH_RECEIVER: receiver.url,
    BENCH_IN_FLIGHT: String(inFlight),
    BENCH_ENDPOINTS: String(endpointCount),
  });
  try {
    await nextMessage(child);
    return await use(child);
  } finally {
    await child.end("SIGKILL");
  }
}

/** One timed run of the bare loop, in a process of its own. */
export function runBare(bench: Bench): Promise<Measured> {
  return withProgram(bench, built("bench-bare"), {}, async (child) => {
    const run = (from: number, count: number) =>
      measure(bench, {
        calls: count,
        programs: [child.pid],
        begin: async () => child.process.send({ from, count }),
      });
    await run(0, warmUpCalls);
    return run(warmUpCalls, calls);
  });
}

type PeerRequest = { kind: "enqueue"; from: number; count: number } | { kind: "commit" };

/** Runs `use` with a peer in a process and a database of its own. */
function withPeer<T>(
  bench: Bench,
  { program, records, isBounded }: Pick<Peer, "program" | "records" | "isBounded">,
  use: (peer: { pid: number; pool: pg.Pool; ask: (question: PeerRequest) => Promise<unknown> }) => Promise<T>,
): Promise<T> {
  const file = path.resolve("bench/peers", `${program}.mjs`);
  const env = (url: string) => ({
    DATABASE_URL: url,
    BENCH_RECORD: records,
    BENCH_BOUNDED: isBounded ? "yes" : "no",
  });
  return bench.server.withDatabase(({ url, pool }) =>
    withProgram(bench, file, env(url), (child) => {
      const ask = (question: PeerRequest) => {
        const answer = nextMessage<unknown>(child);
        child.process.send(question);
        return answer;
      };
      return use({ pid: child.pid, pool, ask });
    }),
  );
}

/** One timed run of a peer. @throws CheckFailed when an attempt is not recorded */
export function runPeer(bench: Bench, peer: Peer): Promise<Measured> {
  return withPeer(bench, peer, async ({ pid, pool, ask }) => {
    const run = async (from: number, count: number) => {
      await bench.server.checkpoint();
      await ask({ kind: "enqueue", from, count });
      return measure(bench, {
        calls: count,
        programs: [pid],
        begin: () => ask({ kind: "commit" }),
        finished: async () => (await pool.query(peer.unfinished)).rowCount === 0,
      });
    };
    await run(0, warmUpCalls);
    const measured = await run(warmUpCalls, calls);
    const { rows } = await pool.query<{ recorded: number }>(
      "select count(*)::int as recorded from peer_attempt where status = 200 and job_id >= $1",
      [warmUpCalls],
    );
    const recorded = rows[0]?.recorded ?? 0;
    check(recorded === calls, `${peer.title}: ${calls} jobs, but ${recorded} are recorded.`);
    return measured;
  });
}

/**
 * Milliseconds from the answer to a commit until the GET arrives at the receiver, for each of `samples` jobs that are added
 * one at a time; the peer is warm.
 */
export function peerLatencies(
  bench: Bench,
  peer: Pick<Peer, "program" | "records">,
  { samples, pauseMs }: { samples: number; pauseMs: () => number },
): Promise<number[]> {
  return withPeer(bench, peer, async ({ ask }) => {
    const add = async (from: number, count: number) => {
      await ask({ kind: "enqueue", from, count });
      return ((await ask({ kind: "commit" })) as { committedNs: bigint }).committedNs;
    };
    const warm = await bench.receiver.reset({ tellAt: warmUpCalls });
    await add(0, warmUpCalls);
    await warm.reached();
    await pause(1_000);
    const { reached } = await bench.receiver.reset({ tellAt: samples, watch: true });
    const committedNs = new Map<number, bigint>();
    for (let n = warmUpCalls; n < warmUpCalls + samples; n += 1) {
      committedNs.set(n, await add(n, 1));
      await pause(pauseMs());
    }
    await reached();
    const { arrivals } = await bench.receiver.report();
    return arrivals.map(([number, ns]) => Number(ns - (committedNs.get(number) ?? ns)) / 1e6);
  });
}
