import { Logger, run, runMigrations } from "graphile-worker";
import { inFlight, runPeer } from "./program.mjs";
import { createWork } from "./work.mjs";

/** graphile-worker as its manual's page on performance tunes it: a local queue, completions in batches. */
await runPeer({
  table: "graphile_worker._private_jobs",
  async start(pool) {
    const logger = new Logger(() => () => {});
    await runMigrations({ pgPool: pool, logger });
    await run({
      pgPool: pool,
      logger,
      noHandleSignals: true,
      taskList: { deliver: createWork(pool) },
      preset: {
        worker: {
          concurrentJobs: inFlight,
          pollInterval: 1_000,
          localQueue: { size: 500 },
          completeJobBatchDelay: 1,
          failJobBatchDelay: 1,
        },
      },
    });
  },
  async insert(client, jobs) {
    await client.query(
      `select count(*) from graphile_worker.add_jobs(array(
         select json_populate_record(null::graphile_worker.job_spec, json_build_object('identifier', 'deliver', 'payload', job))
         from json_array_elements($1::json) as job))`,
      [JSON.stringify(jobs)],
    );
  },
});
