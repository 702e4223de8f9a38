import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { config } from "@/lib/config";
import { connect } from "@/lib/db/connect";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { startDoor } from "@/lib/supervise/database";
import { addEndpoint, database } from "@/lib/testing/delivery-rows";
import { freePort, listenHere } from "@/lib/testing/ports";
import { checkSetup } from "./check-setup";
import { checkClock, checkSecrets } from "./check-stored";

const root = process.cwd();

async function settings(own: Record<string, string> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "setup-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { PORT: String(await freePort()), DATA_DIR: path.join(folder, "data"), ...own };
}

const ownDatabase = (address = config().databaseUrl) => ({
  DATABASE_URL: address,
  APP_SECRET: config().appSecret,
});

async function sentences(env: Record<string, string>, level: "stops" | "warning" | "fine") {
  const findings = await checkSetup(env, root);
  return findings.filter((finding) => finding.level === level).map(({ sentence }) => sentence);
}

async function client(): Promise<pg.Client> {
  const one = await connect(config().databaseUrl, startDoor);
  onTestFinished(() => one.end());
  return one;
}

test("a set-up that will do is told to, and is left as it was", async () => {
  const env = await settings(ownDatabase());
  expect(await sentences(env, "stops")).toEqual([]);
  const told = await sentences(env, "fine");
  for (const part of [
    "settings can be read",
    "is free",
    "PostgreSQL",
    "clock agrees",
    "migrations are applied",
  ]) {
    expect(told.join("\n")).toContain(part);
  }
  expect(existsSync(env.DATA_DIR)).toBe(false);
});

test("every setting that is wrong is told, as a start does", async () => {
  const env = await settings({ CALLBACK_MAX_IN_FLIGHT: "many", DATABASE_URL: "postgresql://127.0.0.1:1/x" });
  expect(await sentences(env, "stops")).toEqual([
    expect.stringContaining("CALLBACK_MAX_IN_FLIGHT must be a whole number"),
    expect.stringContaining("APP_SECRET is required with DATABASE_URL"),
  ]);
});

test("several things that stop a start are told at once: a port, a folder, a database", async () => {
  const taken = net.createServer();
  onTestFinished(() => void taken.close());
  const file = path.join(mkdtempSync(path.join(tmpdir(), "setup-")), "a-file");
  writeFileSync(file, "");
  onTestFinished(() => rmSync(path.dirname(file), { recursive: true, force: true }));
  const env = await settings({
    ...ownDatabase("postgresql://127.0.0.1:1/x"),
    PORT: String(await listenHere(taken)),
    DATA_DIR: path.join(file, "data"),
  });
  expect(await sentences(env, "stops")).toEqual([
    expect.stringMatching(/^The data folder .* cannot be made: .*a-file /),
    expect.stringMatching(/^Port \d+ on 127\.0\.0\.1 is already taken\./),
    expect.stringMatching(/^The database at 127\.0\.0\.1:1\/x cannot be reached/),
  ]);
});

test("a database without tables is told what the start will apply, and gets none", async () => {
  const name = `empty_${randomBytes(4).toString("hex")}`;
  await database().query(`create database ${name}`);
  onTestFinished(async () => void (await database().query(`drop database ${name} with (force)`)));
  const address = Object.assign(new URL(inject("postgresUrl")), { pathname: `/${name}` }).href;
  const env = await settings(ownDatabase(address));
  expect(await sentences(env, "stops")).toEqual([]);
  expect((await sentences(env, "fine")).join("\n")).toMatch(
    /The start applies \d+ migrations, up to \d{14}_/,
  );
  const there = await connect(address, startDoor);
  const { rows } = await there.query("select from pg_tables where schemaname = 'public'");
  await there.end();
  expect(rows).toEqual([]);
});

test("an APP_SECRET that does not open what is stored is told, with how much opens", async () => {
  await addEndpoint("http://receiver.example/1");
  const other = await addEndpoint("http://receiver.example/2");
  const seal = (id: number, appSecret: string) =>
    database().query("update endpoint set secret = $2 where id = $1", [
      id,
      sealSecret("whsec_x", id, appSecret),
    ]);
  expect(await checkSecrets(await client(), config().appSecret)).toEqual({
    level: "fine",
    sentence: "APP_SECRET opens all 2 signing secrets of this database.",
  });
  await seal(other, "o".repeat(32));
  const env = await settings(ownDatabase());
  expect(await sentences(env, "stops")).toEqual([
    expect.stringMatching(/^APP_SECRET opens 1 of the 2 signing secrets .* that they were stored with/),
  ]);
  expect(await sentences({ ...env, APP_SECRET: "n".repeat(32) }, "stops")).toEqual([
    expect.stringMatching(/^APP_SECRET opens none of the 2 signing secrets/),
  ]);
});

test.each([
  [360_000, "360 s ahead of"],
  [-360_000, "360 s behind"],
])("a clock that is off by %i ms is told", async (offMs, words) => {
  const { level, sentence } = await checkClock(await client(), () => Date.now() + offMs);
  expect(level).toBe("warning");
  expect(sentence).toContain(`This machine's clock is ${words} the database's`);
});

test("the embedded database is told of as far as its folder does, and a second secret for it", async () => {
  const env = await settings();
  expect((await sentences(env, "fine")).join("\n")).toContain("the start makes a PostgreSQL of its own");
  const folder = path.dirname(env.DATA_DIR);
  writeFileSync(path.join(folder, "app-secret"), "k".repeat(64));
  const there = { ...env, DATA_DIR: folder };
  expect((await sentences(there, "fine")).join("\n")).toContain(
    "The embedded PostgreSQL and its secret are in",
  );
  expect(await sentences({ ...there, APP_SECRET: "o".repeat(32) }, "warning")).toEqual([
    expect.stringMatching(/^APP_SECRET is set and is another one than .*app-secret holds/),
  ]);
});
