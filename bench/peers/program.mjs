import pg from "pg";
import { createAttemptTable } from "./attempt.mjs";

/**
 * What every peer's program has in common: it works on DATABASE_URL until its channel to the benchmark closes, and fills
 * its own queue on demand. Says "ready"; answers "enqueue" with "enqueued" when the jobs are inserted but not committed,
 * and "commit" with the time when the commit had been answered. So the backlog appears at once, and inserting it is not
 * part of what is timed.
 *
 * @param {object} peer
 * @param {(pool: pg.Pool) => Promise<void>} peer.start installs its tables and starts working, `inFlight` calls at once
 * @param {(client: pg.PoolClient, jobs: {id: number, url: string}[]) => Promise<void>} peer.insert
 * @param {string} peer.table where its jobs are
 */
export async function runPeer({ start, insert, table }) {
  process.on("disconnect", () => process.exit(0));
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 12 });
  pool.on("error", (error) => console.error(error));
  pool.on("connect", (client) => client.on("error", () => {}));
  await pool.query(createAttemptTable);
  await start(pool);
  const client = await pool.connect();
  const answers = {
    async enqueue({ from, count }) {
      await client.query("begin");
      const jobs = Array.from({ length: count }, (_, n) => ({ id: from + n, url: urlOf(from + n) }));
      await insert(client, jobs);
      if (count > 1) await client.query(`analyze ${table}`);
      return "enqueued";
    },
    async commit() {
      await client.query("commit");
      return { committedNs: process.hrtime.bigint() };
    },
  };
  process.on("message", async (question) => {
    process.send?.(await answers[question.kind](question));
  });
  process.send?.("ready");
}

export const inFlight = Number(process.env.BENCH_IN_FLIGHT);

/** The request line Callboard sends for its event of that number. */
function urlOf(n) {
  const endpoint = n % Number(process.env.BENCH_ENDPOINTS);
  const query = `instanceID=training-request-${n}&processName=Training%20Request&eventType=created`;
  return `${process.env.BENCH_RECEIVER}/endpoint/${endpoint}?${query}`;
}
