import { type EventEmitter, once } from "node:events";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { config } from "@/lib/config";
import { openPool } from "@/lib/db/connect";
import { PrismaClient } from "@/lib/db/generated/client";
import { inTransaction, pool } from "@/lib/db/pool";
import { prismaAdapter } from "@/lib/db/prisma-adapter";
import { problemOf } from "./problem";

afterAll(() => pool().end());

async function answerTo(error: unknown): Promise<{ status: number; detail: string }> {
  const { status, detail } = await problemOf(error, {}).json();
  return { status, detail };
}

test("whose time was up is told so, and that nothing was changed; nobody else is blamed, for it may have had much to do", async () => {
  const error = await inTransaction(async (tx) => {
    await tx.query("set local statement_timeout = 50");
    await inAnother("lock table instance in exclusive mode", () =>
      tx.query("lock table instance in exclusive mode"),
    );
  }).catch((thrown: unknown) => thrown);
  const { status, detail } = await answerTo(error);
  expect(status).toBe(503);
  expect(detail).toMatch(
    /^This took the database longer than it may, so it was ended\. Nothing was changed; .* Reference: [0-9a-f]{8}\.$/,
  );
});

test("a server that takes no changes, as during a switchover, is said to be so", async () => {
  const error = await inTransaction(async (tx) => {
    await tx.query("set transaction read only");
    await tx.query("update webhook_settings set version = version");
  }).catch((thrown: unknown) => thrown);
  const { status, detail } = await answerTo(error);
  expect(status).toBe(503);
  expect(detail).toMatch(/^The database takes no changes at the moment/);
});

test("whoever came second where rows were read at one moment may try again", async () => {
  const error = await inTransaction(async (tx) => {
    await tx.query("set transaction isolation level repeatable read");
    await tx.query("select from webhook_settings");
    await pool().query("update webhook_settings set updated_at = now()");
    await tx.query("update webhook_settings set updated_at = now()");
  }).catch((thrown: unknown) => thrown);
  const { status, detail } = await answerTo(error);
  expect(status).toBe(503);
  expect(detail).toMatch(/others are changing the same just now\. Nothing was changed; try again/);
});

test("no connection left is not taken for a full disk, neither by hand nor by Prisma", async () => {
  await pool().query("create role one_at_a_time login password 'x' connection limit 0");
  onTestFinished(async () => void (await pool().query("drop role one_at_a_time")));
  const url = Object.assign(new URL(config().databaseUrl), { username: "one_at_a_time", password: "x" }).href;
  const door = { limits: { statementMs: 1_000 }, max: 1 };
  const byHand = openPool(url, door);
  const byPrisma = new PrismaClient({ adapter: prismaAdapter(url, door) });
  const errors = await Promise.all(
    [byHand.query("select 1"), byPrisma.webhookSettings.findFirst()].map((asked) =>
      asked.then(() => null).catch((thrown: unknown) => thrown),
    ),
  );
  await byHand.end();
  await byPrisma.$disconnect();
  for (const error of errors) {
    const { status, detail } = await answerTo(error);
    expect(status).toBe(503);
    expect(detail).toMatch(/^The database has no connection left for Callboard\./);
  }
});

test("a connection that broke between two statements of a transaction is the database's fault", async () => {
  const error = await inTransaction(async (tx) => {
    const { rows } = await tx.query("select pg_backend_pid() as pid");
    const broken = once(tx as unknown as EventEmitter, "error");
    await pool().query("select pg_terminate_backend($1)", [rows[0].pid]);
    await broken;
    await tx.query("select 1");
  }).catch((thrown: unknown) => thrown);
  const { status, detail } = await answerTo(error);
  expect(status).toBe(503);
  expect(detail).toMatch(/^The database does not answer\. Nothing was changed; try again in a moment\./);
});

test("what a pooler says that lost its server is the database's fault, and a statement with too few values is not", async () => {
  const lost = Object.assign(new Error("server conn crashed?"), { code: "08P01", severity: "FATAL" });
  expect((await answerTo(lost)).detail).toMatch(
    /^The database does not answer\. Whether this was done is not known/,
  );
  const ours = await pool()
    .query("select $1::int + $2::int", [1])
    .catch((thrown: unknown) => thrown);
  expect(ours).toMatchObject({ code: "08P01" });
  expect((await answerTo(ours)).status).toBe(500);
});

test("a database that refuses is not to blame for what is wrong with a statement", async () => {
  const error = await pool()
    .query("select no_such_column")
    .catch((thrown: unknown) => thrown);
  const { status, detail } = await answerTo(error);
  expect(status).toBe(500);
  expect(detail).toMatch(/^Something went wrong on our side\./);
});

/** Runs `use` while another transaction holds what `statement` takes. */
async function inAnother(statement: string, use: () => Promise<unknown>): Promise<void> {
  const other = await pool().connect();
  try {
    await other.query("begin");
    await other.query(statement);
    await use();
  } finally {
    await other.query("rollback");
    other.release();
  }
}
