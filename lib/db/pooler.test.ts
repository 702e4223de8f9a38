import net from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { config } from "@/lib/config";
import { connectForLife, createPool } from "@/lib/dispatch/database";
import { register } from "@/lib/dispatch/membership/register";
import { checkDatabase, checkDatabases } from "@/lib/supervise/database";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { hasPgBouncer, type Pooler, startPgBouncer } from "@/lib/testing/pgbouncer";
import { listenHere } from "@/lib/testing/ports";
import { connect, isPooled, openPool } from "./connect";
import { migrationLock } from "./locks";
import { migrate } from "./migrate";
import { SharedSessionError } from "./own-session";
import { prismaAdapter } from "./prisma-adapter";
import { webDoor } from "./web-door";

/** Behind the real PgBouncer, with Debian's settings (docs/decisions/0055). */

if (!hasPgBouncer) console.warn("NOT RUN: there is no /usr/sbin/pgbouncer (Debian's package pgbouncer).");

const listener = { onDue() {}, onClaims() {}, onSettings() {}, onLost() {} };
const direct = config().databaseUrl;

describe.skipIf(!hasPgBouncer)("behind PgBouncer in transaction mode", () => {
  let pooler: Pooler;
  beforeAll(async () => {
    // The settings of a database that nobody prepared.
    await onServer((client) =>
      client.query(`alter database ${new URL(direct).pathname.slice(1)} set timezone = 'Asia/Tokyo'`),
    );
    pooler = await startPgBouncer(direct, "transaction", { default_pool_size: 3 });
  });
  afterAll(() => pooler.stop());

  async function inPool<T>(use: (pool: pg.Pool) => Promise<T>, url = pooler.url): Promise<T> {
    const pool = openPool(url, { ...webDoor, max: 16 });
    try {
      return await use(pool);
    } finally {
      await pool.end();
    }
  }

  test("named statements of many at once do not meet", async () => {
    const names = ["one", "two", "three"];
    const asked = Array.from({ length: 200 }, (_, n) => n);
    const found = await inPool((pool) =>
      Promise.all(
        asked.map(async (n) => {
          const name = names[n % 3];
          // So long that several of the pooler's connections are needed.
          const text = `select '${name}' as name, $1::int as n, pg_backend_pid() as pid from pg_sleep(0.01)`;
          return (await pool.query({ name, text, values: [n] })).rows[0];
        }),
      ),
    );
    expect(found.map(({ name, n }) => [name, n])).toEqual(asked.map((n) => [names[n % 3], n]));
    expect(new Set(found.map(({ pid }) => pid)).size).toBeGreaterThan(1);
  });

  test("every transaction is set, by itself alone", async () => {
    const asked = `select current_setting('TimeZone') as zone, current_setting('statement_timeout') as limit,
      current_setting('transaction_isolation') as isolation, current_setting('jit') as jit`;
    const set = { zone: "UTC", limit: "4s", isolation: "read committed", jit: "off" };
    await inPool(async (pool) => {
      expect(
        (await Promise.all(Array.from({ length: 9 }, () => pool.query(asked)))).map(({ rows }) => rows[0]),
      ).toEqual(Array(9).fill(set));
      const client = await pool.connect();
      expect(isPooled(client)).toBe(true);
      await client.query("begin isolation level repeatable read, read only");
      expect((await client.query(asked)).rows).toEqual([{ ...set, isolation: "repeatable read" }]);
      await client.query("commit");
      await client.query("BEGIN");
      expect((await client.query(asked)).rows).toEqual([set]);
      await client.query("rollback");
      client.release();
    });
    // Another program that shares the server's sessions finds them as they were.
    for (let n = 0; n < 3; n += 1) {
      const other = new pg.Client({ connectionString: pooler.url });
      await other.connect();
      const { rows } = await other.query(asked);
      expect(rows).toEqual([{ zone: "Asia/Tokyo", limit: "0", isolation: "read committed", jit: "on" }]);
      await other.end();
    }
  });

  test("what one statement does is committed when it is answered, and undone where it fails", async () => {
    await inPool(async (pool) => {
      await pool.query("create table pooled (n int primary key)");
      await pool.query("insert into pooled values ($1)", [1]);
      await expect(pool.query("select 1/0")).rejects.toThrow(/division by zero/);
    });
    await onServer(async (client) => {
      expect((await client.query("select n from pooled")).rows).toEqual([{ n: 1 }]);
    });
  });

  test("a connection whose statement failed is of use at once, also where the network tells the error first", async () => {
    const url = await tellingErrorsFirst(pooler.url);
    const failures = ["select 1/0", "select no_such_column", "begin; select 1/0"];
    const answers = await inPool(async (pool) => {
      const client = await pool.connect();
      const answers: unknown[] = [];
      for (const failure of failures) {
        answers.push(await client.query(failure).catch(({ code }) => code));
        if (failure.startsWith("begin")) await client.query("rollback");
        const { rows } = await client.query("select 1 as one").catch((error) => ({ rows: [String(error)] }));
        answers.push(rows[0]);
      }
      client.release();
      return answers;
    }, url);
    expect(answers).toEqual(["22012", { one: 1 }, "42703", { one: 1 }, "22012", { one: 1 }]);
  });

  test("Prisma reads there, and still may not write", async () => {
    vi.resetModules();
    const { PrismaClient } = await import("./generated/client");
    const settings = { ...webDoor.settings, default_transaction_read_only: "on" };
    const prisma = new PrismaClient({
      adapter: prismaAdapter(pooler.url, { ...webDoor, settings, max: 10 }),
    });
    const found = await Promise.all(Array.from({ length: 40 }, () => prisma.webhookSettings.findFirst()));
    expect(found.map((row) => row?.id)).toEqual(Array(40).fill(1));
    await expect(
      prisma.user.create({ data: { email: "x@example.com", name: "X", role: "user" } }),
    ).rejects.toThrow(/read-only transaction/);
    await prisma.$disconnect();
  });

  test("a migration leaves no lock behind", async () => {
    expect(await migrate(pooler.url, "prisma/migrations")).toEqual([]);
    await onServer(async (client) => {
      const { rowCount } = await client.query(
        "select from pg_locks join pg_database on pg_database.oid = database and datname = current_database() where locktype = 'advisory' and objid = $1::bigint::oid",
        [migrationLock],
      );
      expect(rowCount).toBe(0);
    });
  });

  test("a start without dispatchers works; one with them is told what to set, and works when it is", async () => {
    await checkDatabase(pooler.url, { sessions: false });
    await expect(checkDatabase(pooler.url)).rejects.toThrow(
      /^The database at 127\.0\.0\.1:\d+\/\w+ is behind a pooler in transaction mode: .*Set DATABASE_DIRECT_URL to the server itself/,
    );
    await checkDatabases({ databaseUrl: pooler.url, databaseDirectUrl: direct }, { sessions: true });
    const elsewhere = Object.assign(new URL(direct), { pathname: "/postgres" }).href;
    await expect(
      checkDatabases({ databaseUrl: elsewhere, databaseDirectUrl: direct }, { sessions: true }),
    ).rejects.toThrow(/which is another database\. Let both lead to the same\.$/);
  });

  test("a dispatcher that finds itself there gives up at once, with what to set", async () => {
    const refused = new Promise<Error>((resolve) => {
      const dispatcher = dispatcherHere({ databaseUrl: pooler.url, refused: resolve });
      expect(dispatcher.identity()).toBeNull();
    });
    expect((await refused).message).toMatch(
      /Set DATABASE_DIRECT_URL to the server itself, or to a pooler in session mode\.$/,
    );
  });

  test("a dispatcher is refused before it holds anything", async () => {
    const pool = createPool(pooler.url);
    await expect(register({ databaseUrl: pooler.url, pool, previousId: null }, listener)).rejects.toThrow(
      SharedSessionError,
    );
    await pool.end();
    await onServer(async (client) => {
      expect((await client.query("select from dispatcher")).rowCount).toBe(0);
      expect(
        (
          await client.query(
            "select from pg_locks join pg_database on pg_database.oid = database and datname = current_database() where locktype = 'advisory'",
          )
        ).rowCount,
      ).toBe(0);
    });
  });
});

describe.skipIf(!hasPgBouncer)("behind PgBouncer in session mode", () => {
  test("a dispatcher registers, and a start with dispatchers works", async () => {
    const pooler = await startPgBouncer(direct, "session");
    try {
      await checkDatabase(pooler.url);
      const pool = createPool(pooler.url);
      const registration = await register({ databaseUrl: pooler.url, pool, previousId: null }, listener);
      expect(isPooled(registration.client)).toBe(true);
      await registration.end();
      await pool.end();
    } finally {
      await pooler.stop();
    }
  });
});

test("without a pooler statements keep their names, and are sent alone", async () => {
  const pool = openPool(direct, { ...webDoor, max: 1 });
  const client = await pool.connect();
  expect(isPooled(client)).toBe(false);
  await client.query({ name: "kept", text: "select 1" });
  const { rows } = await client.query(
    "select name, xact_start = query_start as alone from pg_prepared_statements, pg_stat_activity where pid = pg_backend_pid()",
  );
  expect(rows).toEqual([{ name: "kept", alone: true }]);
  client.release();
  await pool.end();
  const life = await connectForLife(direct);
  expect(isPooled(life)).toBe(false);
  await life.end();
});

/** The same address through a network in which what follows an error comes in a packet of its own, some turns later. */
async function tellingErrorsFirst(url: string): Promise<string> {
  const to = new URL(url);
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(to.port), to.hostname);
    client.setNoDelay(true);
    client.pipe(upstream);
    upstream.on("data", async (chunk) => {
      upstream.pause();
      let at = 0;
      // Type, then a length that counts itself.
      while (at < chunk.length && chunk[at] !== "E".charCodeAt(0))
        at += 1 + (chunk.length - at < 5 ? 4 : chunk.readInt32BE(at + 1));
      const end = at < chunk.length ? at + 1 + chunk.readInt32BE(at + 1) : chunk.length;
      client.write(chunk.subarray(0, end));
      if (end < chunk.length) {
        for (let turns = 3; turns > 0; turns -= 1) await nextTurn();
        client.write(chunk.subarray(end));
      }
      upstream.resume();
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
    }
  });
  onTestFinished(() => void server.close());
  return Object.assign(new URL(url), { port: String(await listenHere(server)) }).href;
}

async function onServer(use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = await connect(direct, { limits: { statementMs: 5_000 } });
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
