import pg from "pg";
import { afterAll, afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { operator } from "@/lib/auth/actor";
import type { PrismaClient } from "./generated/client";

/** Whatever the server, the database, the role or the address say, every door's sessions are as Callboard needs them. */

const databaseUrl = process.env.DATABASE_URL ?? "";
const database = new URL(databaseUrl).pathname.slice(1);
const role = `${database}_role`;
const maintenance = new pg.Client({ connectionString: inject("postgresUrl") });

beforeEach(() => vi.resetModules());
afterEach(async () => {
  await close();
  process.env.DATABASE_URL = databaseUrl;
  await maintain(`alter database ${database} reset all`);
});
afterAll(async () => {
  await maintain(`drop database if exists ${database} with (force)`);
  await maintain(`drop role if exists ${role}`);
  await maintenance.end();
});

let connected: Promise<unknown> | undefined;
async function maintain(statement: string) {
  connected ??= maintenance.connect();
  await connected;
  await maintenance.query(statement);
}

type Held = { callboardPool?: pg.Pool; callboardPrisma?: PrismaClient };
const held = globalThis as Held;

async function close() {
  await held.callboardPrisma?.$disconnect();
  await held.callboardPool?.end();
  delete held.callboardPrisma;
  delete held.callboardPool;
}

/** Alters the database so, and loads the product as a process does that starts then. */
async function start({ database: statements = [], role: ofRole, options }: Setup) {
  for (const statement of statements) await maintain(`alter database ${database} set ${statement}`);
  const address = new URL(databaseUrl);
  if (ofRole) {
    await maintain(`drop role if exists ${role}`);
    await maintain(`create role ${role} superuser login password 'secret'`);
    for (const statement of ofRole) await maintain(`alter role ${role} set ${statement}`);
    Object.assign(address, { username: role, password: "secret" });
  }
  process.env.DATABASE_URL = options ? `${address}?${options}` : address.href;
  const [{ pool }, { prisma }, doors] = await Promise.all([
    import("./pool"),
    import("./prisma"),
    import("@/lib/dispatch/database"),
  ]);
  return { pool: pool(), prisma: prisma(), doors, address: process.env.DATABASE_URL };
}

type Setup = { database?: string[]; role?: string[]; options?: string };
const setups: [string, Setup][] = [
  ["time zone America/Los_Angeles", { database: ["timezone = 'America/Los_Angeles'"] }],
  ["time zone Asia/Tokyo", { database: ["timezone = 'Asia/Tokyo'"] }],
  ["DateStyle SQL, DMY", { database: ["datestyle = 'SQL, DMY'", "intervalstyle = 'iso_8601'"] }],
  ["serializable transactions", { database: ["default_transaction_isolation = 'serializable'"] }],
  [
    "a role with settings of its own",
    {
      role: [
        "timezone = 'Asia/Kolkata'",
        "datestyle = 'German'",
        "bytea_output = 'escape'",
        "extra_float_digits = '-10'",
        "standard_conforming_strings = 'off'",
        "array_nulls = 'off'",
        "statement_timeout = '50'",
        "lock_timeout = '1'",
        "idle_in_transaction_session_timeout = '1'",
        "idle_session_timeout = '3000'",
        "default_transaction_isolation = 'repeatable read'",
      ],
    },
  ],
  ["a time zone in the address", { options: "options=-c%20timezone=America/Los_Angeles" }],
  [
    "limits in the address",
    {
      options:
        "statement_timeout=5&query_timeout=1&lock_timeout=1&options=-c%20default_transaction_isolation=serializable",
    },
  ],
];

const hours = (n: number) => n * 3_600_000;

describe.each(setups)("with %s", (_, setup) => {
  test("a token for one day ends 24 hours later by the database's clock", async () => {
    const { pool } = await start(setup);
    const { createToken } = await import("@/lib/tokens/create");
    const { actorOfToken } = await import("@/lib/tokens/actor-of-token");
    const { listTokens } = await import("@/lib/tokens/list");
    const email = "ada@example.com";
    await pool.query(
      "insert into user_account (email, name, role) values ($1, 'Ada', 'developer') on conflict do nothing",
      [email],
    );
    const { id, token } = await createToken(operator, { email, name: "ci", scopes: ["read"], days: 1 });
    const { rows } = await pool.query(
      `select extract(epoch from expires_at - created_at)::float as lives,
         abs(extract(epoch from clock_timestamp() - created_at))::float as age
       from api_token where id = $1`,
      [id],
    );
    expect(rows[0].lives).toBe(86_400);
    expect(rows[0].age).toBeLessThan(60);
    expect(await actorOfToken(token, null)).not.toBeNull();
    const [shown] = (await listTokens(operator)).items;
    expect(Math.abs(Date.parse(shown?.expiresAt ?? "") - Date.now() - hours(24))).toBeLessThan(60_000);
    await pool.query("update api_token set expires_at = now() - interval '1 s' where id = $1", [id]);
    expect(await actorOfToken(token, null)).toBeNull();
  });

  test("History's days are days in UTC, whoever wrote the entry", async () => {
    const { pool } = await start(setup);
    const { listAudit } = await import("@/lib/audit/list");
    const { emptyAudit } = await import("@/lib/testing/empty-audit");
    await emptyAudit();
    await pool.query(
      `insert into audit_entry (at, actor_kind, actor_name, action, subject)
       select at, 'system', 'test', 'webhooks.saved', 'webhooks' from unnest($1::timestamptz[]) as at`,
      [["2026-03-09T23:59:59Z", "2026-03-10T00:00:00Z", "2026-03-10T23:59:59.999Z", "2026-03-11T00:00:00Z"]],
    );
    const { items } = await listAudit(operator, { from: "2026-03-10", to: "2026-03-10" });
    expect(items.map(({ at }) => at)).toEqual(["2026-03-10T23:59:59.999Z", "2026-03-10T00:00:00.000Z"]);
  });

  test("a time is the same for either driver, and for the database, written or asked for", async () => {
    const { pool, prisma } = await start(setup);
    const at = new Date("2026-07-01T12:34:56.789Z");
    const { rows } = await pool.query(
      `insert into user_account (email, name, role, last_sign_in_at) values ('bob@example.com', 'Bob', 'user', $1)
       on conflict (email) do update set last_sign_in_at = $1
       returning id, last_sign_in_at as at, extract(epoch from last_sign_in_at)::text as epoch`,
      [at],
    );
    expect(rows[0].at).toEqual(at);
    expect(Number(rows[0].epoch) * 1_000).toBe(at.getTime());
    // Prisma sends the time that it asks by, without an offset, and reads it.
    const found = await prisma.user.findFirst({ where: { id: rows[0].id, lastSignInAt: at } });
    expect(found?.lastSignInAt).toEqual(at);
  });

  test("an instance is recorded with its event", async () => {
    await start(setup);
    const { createInstance } = await import("@/lib/instances/create");
    expect(await createInstance(operator, { processName: "P", FieldsMappings: [] })).toMatchObject({
      version: 1,
    });
  });

  test("each door's sessions are set as it says", async () => {
    const { pool, prisma, doors, address } = await start(setup);
    const dispatcher = doors.createPool(address);
    const resends = doors.createTaskPool(address, "resend");
    const life = await doors.connectForLife(address);
    const asked = `select name, setting from pg_settings where name = any (array['TimeZone', 'DateStyle', 'IntervalStyle', 'bytea_output',
      'extra_float_digits', 'array_nulls', 'client_encoding', 'standard_conforming_strings', 'default_transaction_isolation',
      'lock_timeout', 'transaction_timeout', 'idle_session_timeout', 'idle_in_transaction_session_timeout', 'statement_timeout',
      'plan_cache_mode', 'enable_seqscan', 'default_transaction_read_only'])`;
    const settings = (rows: { name: string; setting: string }[]) =>
      Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    try {
      const every = {
        TimeZone: "UTC",
        DateStyle: "ISO, MDY",
        IntervalStyle: "postgres",
        bytea_output: "hex",
        extra_float_digits: "1",
        array_nulls: "on",
        client_encoding: "UTF8",
        standard_conforming_strings: "on",
        default_transaction_isolation: "read committed",
        lock_timeout: "0",
        transaction_timeout: "0",
        idle_session_timeout: "0",
        idle_in_transaction_session_timeout: "30000",
        plan_cache_mode: "auto",
        enable_seqscan: "on",
        default_transaction_read_only: "off",
      };
      const web = { ...every, statement_timeout: "4000" };
      expect(settings((await pool.query(asked)).rows)).toEqual(web);
      expect(settings(await prisma.$queryRawUnsafe(asked))).toEqual({
        ...web,
        default_transaction_read_only: "on",
      });
      expect(settings((await dispatcher.query(asked)).rows)).toEqual({
        ...every,
        statement_timeout: "5000",
        plan_cache_mode: "force_generic_plan",
        enable_seqscan: "off",
      });
      expect(settings((await resends.query(asked)).rows)).toEqual({ ...every, statement_timeout: "5000" });
      expect(settings((await life.query(asked)).rows)).toEqual({ ...every, statement_timeout: "3000" });
    } finally {
      await Promise.all([dispatcher.end(), resends.end(), life.end()]);
    }
  });
});

test("what an address asks for besides is granted, but no name under which dispatchers cannot be told apart", async () => {
  const { pool, prisma } = await start({ options: "options=-c%20work_mem=8MB&application_name=mine" });
  const asked = `select current_setting('work_mem') as "workMem", current_setting('TimeZone') as zone,
    current_setting('application_name') as name`;
  const granted = { workMem: "8MB", zone: "UTC", name: "callboard" };
  expect((await pool.query(asked)).rows).toEqual([granted]);
  expect(await prisma.$queryRawUnsafe(asked)).toEqual([granted]);
});

test("Prisma's sessions are set again after it was disconnected", async () => {
  const { prisma } = await start({ database: ["timezone = 'Asia/Tokyo'"] });
  await prisma.$queryRaw`select 1`;
  await prisma.$disconnect();
  expect(await prisma.$queryRaw`select current_setting('TimeZone') as zone`).toEqual([{ zone: "UTC" }]);
});

test("the server itself ends a statement of Prisma's that takes too long", async () => {
  const { pool, prisma } = await start({});
  await expect(prisma.$queryRaw`select pg_sleep(600)`).rejects.toThrow(/statement timeout/);
  const { rowCount } = await pool.query(
    "select from pg_stat_activity where datname = current_database() and state = 'active' and query like 'select pg_sleep%'",
  );
  expect(rowCount).toBe(0);
});
