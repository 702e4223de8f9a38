import { appendFile, cp, mkdtemp, readdir, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { migrationLock } from "./locks";
import { MigrationError, migrate } from "./migrate";

async function emptyDatabase(name: string): Promise<string> {
  const maintenance = inject("postgresUrl");
  const client = new pg.Client({ connectionString: maintenance });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(maintenance), { pathname: `/${name}` }).href;
}

test("two nodes that start together apply each migration once", async () => {
  const url = await emptyDatabase("migrate_twice");
  const applied = await Promise.all([migrate(url, "prisma/migrations"), migrate(url, "prisma/migrations")]);
  const all = (await readdir("prisma/migrations", { withFileTypes: true }))
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
  expect(applied.flat().sort()).toEqual(all);
});

test("an applied migration that was edited stops the start with its name", async () => {
  const url = await emptyDatabase("migrate_edited");
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), "callboard-migrations-")), "migrations");
  await cp("prisma/migrations", folder, { recursive: true });
  await migrate(url, folder);
  await appendFile(path.join(folder, "20261124000000_first", "migration.sql"), "-- edited\n");
  await expect(migrate(url, folder)).rejects.toThrow(/20261124000000_first was applied .* edited since/);
});

test("who waits for a session that holds the lock and does nothing is told which, and how to end it", async () => {
  const url = await emptyDatabase("migrate_held");
  const holder = new pg.Client({ connectionString: url, application_name: "an earlier release" });
  await holder.connect();
  try {
    await holder.query("select pg_advisory_lock($1)", [migrationLock]);
    const { rows } = await holder.query<{ pid: number }>("select pg_backend_pid() as pid");
    const waiting = migrate(url, "prisma/migrations", { lookAgainMs: 10, maxIdleMs: 100 });
    await expect(waiting).rejects.toThrow(MigrationError);
    await expect(waiting).rejects.toThrow(
      new RegExp(`"an earlier release".*has done nothing for .*pg_terminate_backend\\(${rows[0]?.pid}\\)`),
    );
    await holder.query("select pg_advisory_unlock($1)", [migrationLock]);
    expect((await migrate(url, "prisma/migrations")).length).toBeGreaterThan(0);
  } finally {
    await holder.end();
  }
});

test("no session has the lock once the migrations are applied, whatever becomes of the connection", async () => {
  const url = await emptyDatabase("migrate_free");
  await migrate(url, "prisma/migrations");
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  const { rows } = await other.query(
    "select from pg_locks where locktype = 'advisory' and objid = $1::bigint::oid",
    [migrationLock],
  );
  await other.end();
  expect(rows).toEqual([]);
});

test("a migration takes nothing away that the release before it needs (docs/decisions/0016)", async () => {
  const takesAway =
    /\b(drop\s+(table|column|type|view)|rename\s+(to|column|value)|alter\s+column\s+\S+\s+(set\s+not\s+null|type|set\s+data\s+type)|add\s+column\s+\S+\s+\S+\s+not\s+null(?!\s+default))\b/i;
  const [, ...later] = (await readdir("prisma/migrations", { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  expect(later.length).toBeGreaterThan(0);
  for (const name of later) {
    const sql = await readFile(path.join("prisma/migrations", name, "migration.sql"), "utf8");
    expect([name, takesAway.exec(sql.replace(/--.*$/gm, ""))?.[0]]).toEqual([name, undefined]);
  }
  expect('ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL').toMatch(takesAway);
});
