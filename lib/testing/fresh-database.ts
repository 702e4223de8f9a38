import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";

/** Vitest's setup file: each test file gets a database of its own, and settings that point at it, before it is loaded. */
const name = `test_${randomBytes(6).toString("hex")}`;
const maintenanceUrl = inject("postgresUrl");

await maintain(`create database ${name} template callboard_template`);
process.env.DATABASE_URL = Object.assign(new URL(maintenanceUrl), { pathname: `/${name}` }).href;
process.env.APP_SECRET = "a secret that only tests know, 32 bytes";
process.env.CALLBACK_ALLOW = "127.0.0.1/32,::1/128,host:localhost";
process.env.LOG_LEVEL ??= "fatal";

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
