import { existsSync } from "node:fs";
import path from "node:path";
import { check } from "./check";
import { built, type Child, nextMessage, startChild } from "./child";
import { type Bench, type Measured, measure } from "./measure";
import { calls, endpointCount, inFlight, warmUpCalls } from "./settings";

export type Peer = {
  title: string;
  program: string;
  /** What it records of a call: status and duration, or as much as Callboard does. */
  records: "outcome" | "all";
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

/** One timed run of a peer, in a process and a database of its own. @throws CheckFailed when an attempt is not recorded */
export function runPeer(bench: Bench, peer: Peer): Promise<Measured> {
  const program = path.resolve("bench/peers", `${peer.program}.mjs`);
  return bench.server.withDatabase(({ url, pool }) =>
    withProgram(bench, program, { DATABASE_URL: url, BENCH_RECORD: peer.records }, async (child) => {
      const ask = async (question: { kind: "enqueue" | "commit"; from?: number; count?: number }) => {
        const answer = nextMessage(child);
        child.process.send(question);
        await answer;
      };
      const run = async (from: number, count: number) => {
        await bench.server.checkpoint();
        await ask({ kind: "enqueue", from, count });
        return measure(bench, {
          calls: count,
          programs: [child.pid],
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
    }),
  );
}
