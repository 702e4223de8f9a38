import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { config } from "@/lib/config";
import { connect, openPool } from "./connect";

const limits = { statementMs: 5_000 };
const watch = openPool(config().databaseUrl, { max: 1, limits });
afterAll(() => watch.end());

/** Resolves when nobody but `watch` is connected; never where a connection stays open. */
async function alone() {
  const others =
    "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
  while ((await watch.query(others)).rowCount !== 0) await pause(10);
}

test("a connection that cannot be set is not used, and closed", async () => {
  const door = { limits, settings: { work_mem: "too little" } };
  const pool = openPool(config().databaseUrl, { ...door, max: 1 });
  await expect(pool.query("select 1")).rejects.toThrow(/work_mem/);
  await expect(pool.connect()).rejects.toThrow(/work_mem/);
  expect(pool.totalCount).toBe(0);
  await expect(connect(config().databaseUrl, door)).rejects.toThrow(/work_mem/);
  await alone();
  await pool.end();
});

test("a connection that is lost while somebody has it fails what is asked of it, not the process", async () => {
  const pool = openPool(config().databaseUrl, { max: 1, limits: { ...limits, idleInTransactionMs: 20 } });
  const client = await pool.connect();
  await client.query("begin");
  await alone();
  await expect(client.query("select 1")).rejects.toThrow();
  client.release(true);
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await pool.end();
});
