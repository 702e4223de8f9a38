import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, expect, inject, onTestFinished, test } from "vitest";
import { SettingsError } from "@/lib/config";
import { connect } from "@/lib/db/connect";
import { PrismaClient } from "@/lib/db/generated/client";
import { migrate } from "@/lib/db/migrate";
import { prismaAdapter } from "@/lib/db/prisma-adapter";
import { checkDatabase, DatabaseAwayError } from "./database";

/** A database that somebody else set up: what is wrong with it is told before anything is written, and is mended by what is said. */

const maintenance = new pg.Client({ connectionString: inject("postgresUrl") });
const connected = maintenance.connect();
afterAll(() => maintenance.end());

/** A database and a role that may connect to it and no more; both addresses. */
async function setUp(options = "") {
  await connected;
  const name = `set_up_${randomBytes(4).toString("hex")}`;
  await maintenance.query(`create role ${name} login password 'x'`);
  await maintenance.query(`create database ${name} ${options}`);
  onTestFinished(async () => {
    await maintenance.query(`drop database ${name} with (force)`);
    await maintenance.query(`drop role ${name}`);
  });
  const owner = Object.assign(new URL(inject("postgresUrl")), { pathname: `/${name}` }).href;
  return { name, owner, address: Object.assign(new URL(owner), { username: name, password: "x" }).href };
}

async function run(address: string, statement: string): Promise<pg.QueryResult> {
  const client = await connect(address, { limits: { statementMs: 10_000 } });
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The sentence with which a start is refused, and the statement at its end. */
async function refusal(address: string): Promise<{ sentence: string; statement: string }> {
  const error = await checkDatabase(address).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SettingsError);
  expect(error).not.toBeInstanceOf(DatabaseAwayError);
  const sentence = String((error as Error).message);
  return { sentence, statement: sentence.slice(sentence.lastIndexOf(": ") + 2) };
}

test("a role that may not create tables is told what to grant", async () => {
  const { owner, address } = await setUp();
  const { sentence, statement } = await refusal(address);
  expect(sentence).toMatch(
    /lets "set_up_\w+" make no tables in the schema public\. As its owner: grant usage, create/,
  );
  await run(owner, statement);
  await checkDatabase(address);
  expect(await migrate(address, "prisma/migrations")).not.toEqual([]);
});

test("tables that a restore left to somebody else are told whose they are", async () => {
  const { name, owner, address } = await setUp();
  const other = `${name}_before`;
  await run(owner, `create role ${other}; grant create on schema public to ${other}`);
  onTestFinished(async () => void (await maintenance.query(`drop role ${other}`)));
  await run(owner, `set role ${other}; create table _prisma_migrations (id text)`);
  const { sentence, statement } = await refusal(address);
  expect(sentence).toContain(`belong to "${other}" and that "${name}" may not read`);
  await run(owner, `${statement} drop owned by ${other}`);
  await checkDatabase(address);
});

test("a database that stores no UTF-8 is told what to make in its place", async () => {
  const { address } = await setUp("encoding 'LATIN1' locale 'C' template template0");
  expect((await refusal(address)).sentence).toMatch(
    /stores text as LATIN1, which .* create database callboard encoding 'UTF8' template template0;$/,
  );
});

test("a server that takes no changes is told to be one, and may be tried again", async () => {
  const { name, owner } = await setUp();
  await maintenance.query(`alter database ${name} set default_transaction_read_only = on`);
  const checked = checkDatabase(owner);
  await expect(checked).rejects.toThrow(DatabaseAwayError);
  await expect(checked).rejects.toThrow(/takes no changes: it is a standby, .* name the primary server\.$/);
});

test("the tables are in the schema that the address names, for statements by hand and for Prisma alike", async () => {
  const { owner, address: plain } = await setUp();
  const address = `${plain}?schema=callbacks`;
  const { sentence, statement } = await refusal(address);
  expect(sentence).toContain("has no schema callbacks. Make it with: create schema callbacks authorization");
  await run(owner, statement);
  await checkDatabase(address);
  await migrate(address, "prisma/migrations");
  const { rows } = await run(address, "select schemaname from pg_tables where tablename = 'delivery'");
  expect(rows).toEqual([{ schemaname: "callbacks" }]);
  const prisma = new PrismaClient({
    adapter: prismaAdapter(address, { limits: { statementMs: 1_000 }, max: 1 }),
  });
  expect(await prisma.webhookSettings.findFirst()).toMatchObject({ id: 1 });
  await prisma.$disconnect();
});

test("a schema named as the role does not take the tables away", async () => {
  const { name, owner, address } = await setUp();
  await run(owner, `create schema authorization ${name}; grant create on schema public to ${name}`);
  await migrate(address, "prisma/migrations");
  const { rows } = await run(address, "select schemaname from pg_tables where tablename = 'delivery'");
  expect(rows).toEqual([{ schemaname: "public" }]);
});
