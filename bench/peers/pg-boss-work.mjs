import pLimit from "p-limit";
import { insertJobs, queue, startBoss } from "./pg-boss.mjs";
import { inFlight, runPeer } from "./program.mjs";
import { createWork } from "./work.mjs";

/** pg-boss by `work()`: four workers that fetch full batches without a pause and settle job by job. */
const workers = 4;
const batchSize = 100;
let boss;

await runPeer({
  table: "pgboss.job",
  async start(pool) {
    boss = await startBoss();
    const work = createWork(pool);
    const limit = pLimit(inFlight);
    const options = {
      localConcurrency: workers,
      batchSize,
      burstWhenBatchFull: true,
      perJobResults: true,
      pollingIntervalSeconds: 0.5,
      notifyPollingIntervalSeconds: 0.5,
    };
    await boss.work(queue, options, (jobs) =>
      Promise.all(
        jobs.map(({ id, data }) =>
          limit(() => work(data)).then(
            () => ({ id, status: "completed" }),
            () => ({ id, status: "failed" }),
          ),
        ),
      ),
    );
  },
  insert: (client, jobs) => insertJobs(boss, client, jobs),
});
