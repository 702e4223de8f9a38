import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";

/** Vitest's setup file: each test file gets a database of its own, and a setting that points at it, before it is loaded. */
const name = `test_${randomBytes(6).toString("hex")}`;
const maintenanceUrl = inject("postgresUrl");

await maintain(`create database ${name} template callboard_template`);
process.env.DATABASE_URL = Object.assign(new URL(maintenanceUrl), { pathname: `/${name}` }).href;

afterAll(async () => {
  await maintain(`drop database if exists ${name} with (force)`);
});

async function maintain(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
