import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { migrate } from "./migrate";

/** The migration that shortens tokens, on databases filled as releases before it did: in the session's own time zone. */

const migration = "20261129101000_token_expiry";
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.now();

let before = "";
beforeAll(async () => {
  before = path.join(await mkdtemp(path.join(os.tmpdir(), "callboard-migrations-")), "migrations");
  await cp("prisma/migrations", before, { recursive: true });
  for (const name of await readdir(before)) {
    if (/^\d/.test(name) && name >= migration) await rm(path.join(before, name), { recursive: true });
  }
});

type Token = { id: string; expiresAt: Date; createdAt: Date };
const opened: { name: string; client: pg.Client }[] = [];
const maintenance = new pg.Client({ connectionString: inject("postgresUrl") });
afterAll(async () => {
  for (const { name, client } of opened) {
    await client.end();
    await maintenance.query(`drop database ${name} with (force)`);
  }
  await maintenance.end();
});

/** A database as the release before left it, ten days old; `zone` is what its sessions are in unless they say otherwise. */
async function oldDatabase(zone: string) {
  if (opened.length === 0) await maintenance.connect();
  const name = `tokens_${randomBytes(4).toString("hex")}`;
  await maintenance.query(`create database ${name}`);
  await maintenance.query(`alter database ${name} set timezone = '${zone}'`);
  const url = Object.assign(new URL(inject("postgresUrl")), { pathname: `/${name}` }).href;
  await migrate(url, before);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  opened.push({ name, client });
  await client.query("update _prisma_migrations set started_at = now() - interval '400 days'");
  await client.query(
    "insert into user_account (email, name, role) values ('ada@example.com', 'Ada', 'developer')",
  );

  /** As Prisma's adapter sends a time: the wall clock of UTC, without an offset. */
  const sent = (at: number) => new Date(at).toISOString().replace("T", " ").replace("Z", "");
  return {
    client,
    /** As `createToken` did. @param anew the zone that the session was in, where it has changed since */
    async add(id: string, createdAt: number, days: number, { anew = zone, entry = true } = {}) {
      await client.query(`set timezone = '${anew}'`);
      await client.query(
        `insert into api_token (id, name, owner_id, secret_hash, scopes, created_at, expires_at)
         values ($1, 'ci', (select id from user_account), '\\x00', '{read}', $2, $3)`,
        [id, sent(createdAt + 4), sent(createdAt + days * day)],
      );
      if (entry) {
        await client.query(
          `insert into audit_entry (at, actor_kind, actor_name, action, subject, after)
           values ($1, 'user', 'Ada', 'token.created', $2, $3)`,
          [sent(createdAt + 8), `token_${id}`, { name: "ci", days }],
        );
      }
      await client.query(`set timezone = '${zone}'`);
    },
    async upgraded(): Promise<Record<string, { expiresAt: number; createdAt: number }>> {
      expect(await migrate(url, "prisma/migrations")).toContain(migration);
      const { rows } = await client.query<Token>(
        `select id, expires_at as "expiresAt", created_at as "createdAt" from api_token`,
      );
      return Object.fromEntries(
        rows.map(({ id, expiresAt, createdAt }) => [
          id,
          { expiresAt: expiresAt.getTime(), createdAt: createdAt.getTime() },
        ]),
      );
    },
    async shortened(): Promise<string[]> {
      const { rows } = await client.query<{ subject: string }>(
        "select subject from audit_entry where action = 'token.shortened' order by subject",
      );
      return rows.map(({ subject }) => subject.replace("token_", ""));
    },
  };
}

const westerly = "America/Los_Angeles";
const offset = (at: number, zone: string) =>
  Number(
    new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
      .formatToParts(at)
      .find(({ type }) => type === "timeZoneName")
      ?.value.slice(3, 6),
  );
/** Days from then on until summer time has come or gone, at least 90. */
function daysOverSummerTime(from: number): number {
  let days = 90;
  while (offset(from + days * day, westerly) === offset(from, westerly)) days += 1;
  return days;
}

describe("in a database west of Greenwich", () => {
  test("a token gets the end it was meant to have, also over a change to summer time", async () => {
    const { client, add, upgraded, shortened } = await oldDatabase(westerly);
    const made = now - 20 * hour;
    const days = daysOverSummerTime(made);
    await add("new", now - 5 * minute, 1);
    await add("old", made, 1);
    await add("long", made, days);
    await add("revoked", made, 30);
    await client.query("update api_token set revoked_at = now() where id = 'revoked'");
    const is = await client.query(
      "select expires_at - now() > interval '31 h' as wrong from api_token where id = 'new'",
    );
    expect(is.rows).toEqual([{ wrong: true }]);
    const tokens = await upgraded();
    const meant = {
      new: [now - 5 * minute, 1],
      old: [made, 1],
      long: [made, days],
      revoked: [made, 30],
    } as const;
    for (const [id, [createdAt, lives]] of Object.entries(meant)) {
      expect([id, tokens[id]?.createdAt]).toEqual([id, createdAt + 4]);
      expect([id, Math.abs((tokens[id]?.expiresAt ?? 0) - createdAt - lives * day) < 100]).toEqual([
        id,
        true,
      ]);
    }
    expect(await shortened()).toEqual(["long", "new", "old"]);
  });

  test("one that was made while the sessions were in UTC, as can be shown, keeps its end", async () => {
    const { client, add, upgraded, shortened } = await oldDatabase(westerly);
    const made = now - 3 * day;
    await add("summer", made, daysOverSummerTime(made), { anew: "UTC" });
    // The database dated this entry, and it came before.
    await client.query(
      `insert into audit_entry (at, actor_kind, actor_name, action, subject)
       values (now() - interval '1 hour', 'user', 'Ada', 'endpoint.secret_shown', 'ep_1')`,
    );
    await add("after", now - 30 * minute, 1, { anew: "UTC" });
    expect(await upgraded()).toEqual({
      summer: { createdAt: made + 4, expiresAt: made + daysOverSummerTime(made) * day },
      after: { createdAt: now - 30 * minute + 4, expiresAt: now - 30 * minute + day },
    });
    expect(await shortened()).toEqual([]);
  });

  test("one without an entry in the history ends when its end read back says", async () => {
    const { add, upgraded, shortened } = await oldDatabase(westerly);
    await add("unknown", now - hour, 1, { entry: false });
    expect((await upgraded()).unknown?.expiresAt).toBe(now + 23 * hour);
    expect(await shortened()).toEqual(["unknown"]);
  });

  test("a leave to link an account ends after its 24 hours", async () => {
    const { client, upgraded } = await oldDatabase(westerly);
    const meant = new Date(now + day);
    await client.query("update user_account set link_until = $1", [
      meant.toISOString().replace("T", " ").replace("Z", ""),
    ]);
    await upgraded();
    expect((await client.query("select link_until from user_account")).rows).toEqual([{ link_until: meant }]);
  });
});

test("in a database east of Greenwich no token lives longer than it did", async () => {
  const { client, add, upgraded, shortened } = await oldDatabase("Asia/Tokyo");
  await add("one", now - 20 * hour, 1);
  await add("right", now - 20 * hour, 2, { anew: "UTC" });
  const ends = "select id, expires_at from api_token order by id";
  const { rows } = await client.query(ends);
  const tokens = await upgraded();
  expect((await client.query(ends)).rows).toEqual(rows);
  expect(tokens.one?.createdAt).toBe(now - 20 * hour + 4);
  expect(await shortened()).toEqual([]);
});

describe("in a database in UTC", () => {
  test("nothing changes", async () => {
    const { client, add, upgraded, shortened } = await oldDatabase("UTC");
    await add("one", now - hour, 1);
    await add("used", now - 40 * day, 90);
    await add("unknown", now - hour, 1, { entry: false });
    await client.query("update api_token set last_used_at = now() where id = 'used'");
    const all = "select * from api_token order by id";
    const { rows } = await client.query(all);
    await upgraded();
    expect((await client.query(all)).rows).toEqual(rows);
    expect(await shortened()).toEqual([]);
  });

  test("a token that was used before it says it was made, as one from another zone, is shortened", async () => {
    const { client, add, upgraded, shortened } = await oldDatabase("UTC");
    await add("moved", now - hour, 1, { anew: westerly });
    await client.query("update api_token set last_used_at = $1 where id = 'moved'", [
      new Date(now - 50 * minute),
    ]);
    expect((await upgraded()).moved?.expiresAt).toBe(now - 50 * minute + day);
    expect(await shortened()).toEqual(["moved"]);
  });
});
