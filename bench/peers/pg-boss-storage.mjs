import { call, recording } from "./attempt.mjs";
import { insertJobs, queue, startBoss, within } from "./pg-boss.mjs";
import { inFlight, runPeer } from "./program.mjs";

/**
 * pg-boss as storage only: a loop of one's own over `fetch()` and `complete()`, which fetches ahead while calls run and
 * writes attempts and completions of many jobs in one transaction. Bounded, calls whose result is not written yet count as
 * under way, as Callboard counts them: no more than `inFlight` are made again after a kill.
 */
const hold = 400;
const idlePollMs = 100;
const isBounded = process.env.BENCH_BOUNDED === "yes";
let boss;

await runPeer({
  table: "pgboss.job",
  async start(pool) {
    boss = await startBoss();
    startPump(pool);
  },
  insert: (client, jobs) => insertJobs(boss, client, jobs),
});

function startPump(pool) {
  let waiting = [];
  let results = [];
  let calling = 0;
  let fetching = false;
  let writing = 0;
  let writeIsDue = false;
  let moreDue = true;

  const underWay = () => (isBounded ? calling + results.length + writing : calling);

  const pump = () => {
    while (underWay() < inFlight && waiting.length > 0) void begin(waiting.shift());
    if (!fetching && moreDue && waiting.length + calling <= hold / 2) void fetch();
    if (!writeIsDue && writing === 0 && results.length > 0) {
      writeIsDue = true;
      setImmediate(write);
    }
  };

  const fetch = async () => {
    fetching = true;
    const batchSize = hold - waiting.length - calling;
    const jobs = await boss.fetch(queue, { batchSize });
    moreDue = jobs.length === batchSize;
    waiting = waiting.concat(jobs);
    fetching = false;
    pump();
  };

  const begin = async ({ id, data }) => {
    calling += 1;
    const result = await call(data).catch(() => ({ id: data.id, status: 0, totalMs: 0 }));
    calling -= 1;
    results.push({ jobId: id, ...result });
    pump();
  };

  const write = async () => {
    writeIsDue = false;
    const batch = results;
    results = [];
    writing = batch.length;
    const idsOf = (wanted) =>
      batch.filter(({ status }) => (status === 200) === wanted).map(({ jobId }) => jobId);
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query(recording(batch));
      const [completed, failed] = [idsOf(true), idsOf(false)];
      if (completed.length > 0) await boss.complete(queue, completed, null, within(client));
      if (failed.length > 0) await boss.fail(queue, failed, null, within(client));
      await client.query("commit");
    } finally {
      client.release();
    }
    writing = 0;
    pump();
  };

  setInterval(() => {
    moreDue = true;
    pump();
  }, idlePollMs);
}
