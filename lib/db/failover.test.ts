import type pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createPool } from "@/lib/dispatch/database";
import { checkDatabase } from "@/lib/supervise/database";
import { type Gate, startGate } from "@/lib/testing/gate";
import { hasPgBouncer, startPgBouncer } from "@/lib/testing/pgbouncer";
import { type Replicated, replicationPrograms, startReplicated } from "@/lib/testing/replicated";
import { problemOf } from "@/lib/web/problem";
import { connect, openPool } from "./connect";
import { PrismaClient } from "./generated/client";
import { migrate } from "./migrate";
import { prismaAdapter } from "./prisma-adapter";
import { webDoor } from "./web-door";

/** Against a real primary with a standby (docs/decisions/0056). */

const programs = await replicationPrograms();
if (!programs)
  console.warn("NOT RUN: there is no pg_basebackup in /usr/lib/postgresql (Debian's package postgresql).");

describe.skipIf(!programs)("with a primary and a standby", () => {
  let servers: Replicated;
  let gate: Gate;
  beforeAll(async () => {
    servers = await startReplicated(programs ?? "", { isSynchronous: true });
    await migrate(servers.url, "prisma/migrations");
    gate = await startGate(new URL(servers.first.url));
  }, 60_000);
  afterAll(async () => {
    await gate?.close();
    await servers?.stop();
  });

  const open = (url: string, max = 4) => {
    const pool = openPool(url, { ...webDoor, max });
    onTestFinished(() => pool.end());
    return pool;
  };
  const openPrisma = (url: string) => {
    const settings = { ...webDoor.settings, default_transaction_read_only: "on" };
    const prisma = new PrismaClient({ adapter: prismaAdapter(url, { ...webDoor, settings, max: 4 }) });
    onTestFinished(() => prisma.$disconnect());
    return prisma;
  };
  const portOf = async (db: Pick<pg.Pool, "query">) =>
    (await db.query("select current_setting('port')::int as port")).rows[0].port;
  /** The address of one server that leads where the gate does. */
  const moving = () => gate.url.replace(/\?.*$/, "");
  const hosts = (...ports: number[]) =>
    `postgresql://callboard@${ports.map((port) => `127.0.0.1:${port}`).join(",")}/callboard`;

  test("of several servers the one that takes changes is used, wherever it stands and for every door", async () => {
    const { first, second } = servers;
    for (const url of [
      hosts(first.port, second.port),
      hosts(second.port, first.port),
      hosts(1, first.port),
    ]) {
      await checkDatabase(url);
      expect(await migrate(url, "prisma/migrations")).toEqual([]);
      const pool = open(url);
      expect(await Promise.all([portOf(pool), portOf(pool), portOf(pool)])).toEqual(
        Array(3).fill(first.port),
      );
      const dispatcher = createPool(url);
      expect(await portOf(dispatcher)).toBe(first.port);
      await dispatcher.end();
      expect((await openPrisma(url).webhookSettings.findFirst())?.id).toBe(1);
      const client = await connect(url, { limits: { statementMs: 1_000 } });
      expect(await portOf(client)).toBe(first.port);
      await client.end();
    }
  });

  test("any server will do where the address says so", async () => {
    const { first, second } = servers;
    const pool = open(`${hosts(second.port, first.port)}?target_session_attrs=any`);
    expect(await portOf(pool)).toBe(second.port);
  });

  test("none of them taking changes is told as that, not as a fault of ours", async () => {
    const { second } = servers;
    await expect(checkDatabase(hosts(second.port, 1))).rejects.toThrow(/takes no changes|cannot be reached/);
    for (const ask of [
      () => open(hosts(second.port)).query("select 1"),
      () => openPrisma(hosts(second.port)).webhookSettings.findFirst(),
    ]) {
      const error = await ask().catch((thrown: unknown) => thrown);
      const { status, detail } = await problemOf(error, {}).json();
      expect([status, detail]).toEqual([
        503,
        expect.stringMatching(/^The database takes no changes at the moment/),
      ]);
    }
  });

  test("a connection that a proxy leads to a standby is not used, by hand or by Prisma, and the next one is", async () => {
    gate.pointAt(new URL(servers.second.url));
    const [pool, prisma] = [open(moving()), openPrisma(moving())];
    await expect(pool.query("select 1")).rejects.toThrow(/takes no changes/);
    await expect(prisma.webhookSettings.findFirst()).rejects.toThrow(/takes no changes/);
    expect(pool.totalCount).toBe(0);
    gate.pointAt(new URL(servers.first.url));
    expect(await portOf(pool)).toBe(servers.first.port);
    expect((await prisma.webhookSettings.findFirst())?.id).toBe(1);
  });

  test("after a change was refused, none of the connections that were there is used again", async () => {
    const pool = open(moving());
    const pids = async () => {
      const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
      const found = await Promise.all(
        clients.map(
          async (client) => (await client.query("select pg_backend_pid() as pid")).rows[0].pid as number,
        ),
      );
      for (const client of clients) client.release();
      return found;
    };
    const before = await pids();
    expect((await pids()).sort()).toEqual(before.sort());
    const refused = await pool.connect();
    await refused.query("begin read only");
    await expect(refused.query("update webhook_settings set version = version")).rejects.toThrow(/read-only/);
    await refused.query("rollback");
    refused.release();
    expect((await pids()).filter((pid) => before.includes(pid))).toEqual([]);
  });

  test("after one connection gave no answer in time, the others are not waited for", async () => {
    const pool = openPool(moving(), { ...webDoor, answerMs: 300, max: 4 });
    const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
    for (const client of clients) client.release();
    gate.stall();
    await expect(pool.query("select 1")).rejects.toThrow("Query read timeout");
    gate.pointAt(new URL(servers.first.url));
    gate.open();
    expect(pool.idleCount).toBe(2);
    expect(await portOf(pool)).toBe(servers.first.port);
    expect(pool.totalCount).toBe(1);
    await pool.end();
  });

  test.skipIf(!hasPgBouncer)("a pooler that was led to a standby is not believed either", async () => {
    const pooler = await startPgBouncer(moving(), "transaction", {
      auth_type: "trust",
      server_login_retry: 1,
    });
    onTestFinished(() => pooler.stop());
    const [pool, prisma] = [open(pooler.url), openPrisma(pooler.url)];
    expect(await portOf(pool)).toBe(servers.first.port);
    await prisma.webhookSettings.findFirst();
    const connected = pool.totalCount;
    gate.pointAt(new URL(servers.second.url));
    // The pooler's connections end, those of its clients do not.
    gate.shut();
    gate.open();
    const asked = () =>
      pool.query("select 1").then(
        () => "answered",
        (error: Error) => error.message,
      );
    await expect.poll(asked).toMatch(/behind the pooler takes no changes/);
    expect(connected).toBe(1);
    await expect(prisma.webhookSettings.findFirst()).rejects.toThrow(/takes no changes/);
    gate.pointAt(new URL(servers.first.url));
    gate.shut();
    gate.open();
    await expect.poll(asked).toBe("answered");
  });

  test("once the standby is promoted, everything goes on there, and to the old one when it is back", async () => {
    const { first, second, url } = servers;
    const [pool, prisma] = [open(url), openPrisma(url)];
    expect(await portOf(pool)).toBe(first.port);
    await prisma.webhookSettings.findFirst();
    await first.kill();
    await expect(pool.query("select 1")).rejects.toThrow();
    await second.promote();
    expect(await portOf(pool)).toBe(second.port);
    expect((await prisma.webhookSettings.findFirst())?.id).toBe(1);
    await pool.query("update webhook_settings set version = version");
  }, 30_000);
});
