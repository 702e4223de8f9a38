import { readFile } from "node:fs/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { config } from "@/lib/config";
import { missingMigration } from "@/lib/testing/schema-engine";

test("the migrations make exactly the database that schema.prisma describes", async () => {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  expect(await missingMigration(config().databaseUrl, schema)).toMatch(
    /^(-- This is an empty migration\.)?\s*$/,
  );
});

test("a column that only the schema has is found", async () => {
  const client = new pg.Client({ connectionString: config().databaseUrl });
  await client.connect();
  await client.query("alter table endpoint drop column state_reason");
  await client.end();
  const schema = await readFile("prisma/schema.prisma", "utf8");
  expect(await missingMigration(config().databaseUrl, schema)).toContain(
    'ADD COLUMN     "state_reason" TEXT',
  );
});
