import { appendFile, cp, mkdtemp, readdir, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { migrate } from "./migrate";

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
  expect(applied.map((names) => names.length).sort()).toEqual([0, applied.flat().length]);
});

test("an applied migration that was edited stops the start with its name", async () => {
  const url = await emptyDatabase("migrate_edited");
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), "callboard-migrations-")), "migrations");
  await cp("prisma/migrations", folder, { recursive: true });
  await migrate(url, folder);
  await appendFile(path.join(folder, "20261124000000_first", "migration.sql"), "-- edited\n");
  await expect(migrate(url, folder)).rejects.toThrow(/20261124000000_first was applied .* edited since/);
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
