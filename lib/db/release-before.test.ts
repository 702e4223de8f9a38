import { readFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { pool } from "./pool";
import { releaseBeforeMayRun } from "./release-before";

afterAll(() => pool().end());

/** As the migration leaves it, where users are there or not. */
async function upgraded(): Promise<boolean> {
  const migration = await readFile("prisma/migrations/20261201000000_release_before/migration.sql", "utf8");
  await pool().query("alter table installation drop column release_before_until");
  await pool().query(migration);
  const { rows } = await pool().query<{ runs: boolean }>(`select ${releaseBeforeMayRun} as runs`);
  return rows[0]?.runs ?? false;
}

test("after an upgrade the release before may run for a day; beside a new database there is none", async () => {
  expect(await upgraded()).toBe(false);
  await pool().query("insert into user_account (email, name, role) values ('a@example.com', 'Ada', 'user')");
  expect(await upgraded()).toBe(true);
  await pool().query("update installation set release_before_until = release_before_until - interval '1 d'");
  const { rows } = await pool().query(`select ${releaseBeforeMayRun} as runs`);
  expect(rows).toEqual([{ runs: false }]);
});
