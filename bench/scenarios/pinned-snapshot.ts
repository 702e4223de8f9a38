import { type CallboardDatabase, withCallboardDatabase } from "../callboard-database";
import { dispatch } from "../dispatch-run";
import type { Bench, Measured } from "../measure";
import type { Finding } from "../report";
import { burdened } from "./burdened";

/** A transaction elsewhere keeps its snapshot during the run, so that no dead row can be cleared away. */
export function pinnedSnapshot(bench: Bench): Promise<Finding[]> {
  return withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
    burdened(bench, {
      what: "a snapshot held open all the while",
      laden: () => withSnapshot(database, () => dispatch(bench, database)),
    }),
  );
}

async function withSnapshot({ pool }: CallboardDatabase, run: () => Promise<Measured>): Promise<Measured> {
  const client = await pool.connect();
  try {
    await client.query("begin isolation level repeatable read");
    await client.query("select count(*) from delivery");
    return await run();
  } finally {
    await client.query("rollback");
    client.release();
  }
}
