import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { type EmbeddedDatabase, startEmbedded } from "./start";

let folder: string;
let running: EmbeddedDatabase[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "callboard-embedded-"));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedDatabase> {
  const server = await startEmbedded({ folder });
  running.push(server);
  return server;
}

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

const pidFile = () => path.join(folder, "cluster", "postmaster.pid");
const pidOf = async () => Number((await readFile(pidFile(), "utf8")).split("\n")[0]);

test("what was committed survives kill -9 of the server", async () => {
  const first = await start();
  await query(first.url, "create table kept (n int)");
  await query(first.url, "insert into kept values (7)");
  process.kill(await pidOf(), "SIGKILL");
  await first.ended;
  const second = await start();
  expect(await query(second.url, "select n from kept")).toEqual([{ n: 7 }]);
});

test("a server that a killed Callboard left running is taken over", async () => {
  const first = await start();
  const pid = await pidOf();
  const second = await startEmbedded({ folder });
  expect(second.url).toBe(first.url);
  expect(await pidOf()).toBe(pid);
});

test("after a restore that was interrupted no new database is made in the old one's place", async () => {
  await mkdir(`${folder}.restoring`);
  onTestFinished(() => rm(`${folder}.restoring`, { recursive: true }));
  await expect(start()).rejects.toThrow(`A restore into ${folder} was interrupted.`);
  expect(await readdir(folder)).toEqual([]);
});

test("a pid file whose number another program has by now does not keep it from starting", async () => {
  const first = await start();
  await query(first.url, "create table kept (n int)");
  const text = await readFile(pidFile(), "utf8");
  process.kill(await pidOf(), "SIGKILL");
  await first.ended;
  await writeFile(pidFile(), text.replace(/^\d+/, String(process.pid)));
  const second = await start();
  expect(await query(second.url, "select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
});
