import { appendFile, cp, mkdtemp } from "node:fs/promises";
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
