import { call } from "./attempt.mjs";
import { runPeer } from "./program.mjs";

/**
 * The least that a commit can set off: a hint with it, one row claimed by its key, one GET. No queue, and nothing is recorded;
 * it says what the machine itself takes for these steps, as the bare loop does for calls.
 */
const channel = "bare_job";
const claim = "update bare_job set taken_at = now() where id = any ($1::int[]) returning id, url";
/** A hint holds 8,000 bytes. */
const maxNamed = 500;

await runPeer({
  table: "bare_job",
  async start(pool) {
    await pool.query("create table bare_job (id int primary key, url text not null, taken_at timestamptz)");
    const [listening, claiming] = [await pool.connect(), await pool.connect()];
    await claiming.query("set synchronous_commit = off");
    listening.on("notification", async ({ payload }) => {
      const { rows } = await claiming.query({ name: "claim", text: claim, values: [payload.split(",")] });
      for (const row of rows) void call(row);
    });
    await listening.query(`listen ${channel}`);
  },
  async insert(client, jobs) {
    const column = (name) => jobs.map((job) => job[name]);
    await client.query({
      name: "insert",
      text: "insert into bare_job (id, url) select * from unnest($1::int[], $2::text[])",
      values: [column("id"), column("url")],
    });
    for (let first = 0; first < jobs.length; first += maxNamed) {
      const named = jobs.slice(first, first + maxNamed).map(({ id }) => id);
      await client.query({
        name: "hint",
        text: "select pg_notify($1, $2)",
        values: [channel, named.join(",")],
      });
    }
  },
});
