import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isOpen, isUnclaimed } from "@/lib/attempts/state";
import { startEmbedded } from "@/lib/db/embedded/start";
import { migrate } from "@/lib/db/migrate";
import { createPool } from "@/lib/dispatch/database";
import { holderOf } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere, dispatcherProcess } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { startGate } from "@/lib/testing/gate";
import { type Receiver, repeatsIn, startReceiver } from "@/lib/testing/receiver";
import { claimDue } from "./claim";
import { newLane } from "./lane";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});

const addEndpoints = (n: number, db = database()) =>
  Promise.all(Array.from({ length: n }, (_, i) => addEndpoint(`${receiver.url}/ep/${i}`, db)));

test("kill -9 of a dispatcher in mid-call under load loses nothing and repeats only what was under way", async () => {
  const endpoints = await addEndpoints(10);
  receiver.answer(() => ({ delayMs: 15 }));
  const victim = await dispatcherProcess();
  const survivor = await dispatcherProcess();
  const eventIds = await addDeliveries(endpoints, 300);
  await receiver.until((received) => received.length >= 500);
  await victim.stop();
  await eventually(async () => survivor.lines.some((line) => line.event === "dispatcher.dead"));
  await eventuallyCount("delivery", "status = 'delivered'", 3_000);
  const arrived = new Set(
    receiver.received.map(
      (one) => `${one.headers.find(([name]) => name === "webhook-id")?.[1]} ${one.path.split("?")[0]}`,
    ),
  );
  expect(arrived.size).toBe(eventIds.length * endpoints.length);
  expect(repeatsIn(receiver.received)).toBeLessThanOrEqual(64);
  expect(await count("attempt", "outcome = 'interrupted' and cause is not null")).toBeGreaterThan(0);
  expect(await count("attempt", isOpen())).toBe(0);
  expect(await count("dispatcher", "true")).toBe(1);
});

test("SIGTERM with 50 calls under way: they finish, nothing is repeated, exit 0", async () => {
  const endpoints = await addEndpoints(10);
  receiver.answer(() => ({ delayMs: 1_500 }));
  const { child, exit } = await dispatcherProcess({
    CALLBACK_MAX_IN_FLIGHT: "50",
    CALLBACK_MAX_PER_ENDPOINT: "5",
  });
  await addDeliveries(endpoints, 30);
  await receiver.until((received) => received.length === 50);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(receiver.received).toHaveLength(50);
  expect(await count("delivery", "status = 'delivered' and attempts = 1")).toBe(50);
  expect(await count("delivery", `status = 'pending' and attempts = 0 and ${isUnclaimed()}`)).toBe(250);
  expect(await count("attempt", "true")).toBe(50);
  expect(await count("dispatcher", "true")).toBe(0);
});

test("a dispatcher ends when its supervisor is gone", async () => {
  const { child, exit } = await dispatcherProcess();
  child.disconnect();
  expect(await exit).toBe(0);
});

test("with the database away nothing begins without a claim; results wait and are settled on its return", async () => {
  const gate = await startGate(new URL(process.env.DATABASE_URL ?? ""));
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const answer = { status: 200, delayMs: 200 };
  receiver.answer(() => answer);
  const dispatcher = dispatcherHere({ databaseUrl: gate.url, maxPerEndpoint: 4 });
  await eventually(async () => dispatcher.identity() !== null);
  await addDeliveries([endpoint], 4);
  await receiver.until((received) => received.length === 4);
  gate.shut();
  await eventually(async () => dispatcher.identity() === null);
  await addDeliveries([endpoint], 20);
  const before = process.cpuUsage();
  const since = performance.now();
  await eventually(async () => performance.now() - since > 2_000);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000 / (performance.now() - since)).toBeLessThan(0.5);
  expect(receiver.received).toHaveLength(4);
  gate.open();
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 24);
  expect(repeatsIn(receiver.received)).toBe(0);
  await dispatcher.stop();
  await gate.close();
});

test("kill -9 of PostgreSQL under load: the dispatcher recovers without restart and loses nothing", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-crash-"));
  let server = await startEmbedded({ folder });
  await migrate(server.url, "prisma/migrations");
  const gate = await startGate(new URL(server.url));
  const db = database(gate.url);
  const endpoints = await addEndpoints(10, db);
  receiver.answer(() => ({ delayMs: 5 }));
  const dispatcher = dispatcherHere({ databaseUrl: gate.url });
  const eventIds = await addDeliveries(endpoints, 300, { db });
  await receiver.until((received) => received.length >= 500);
  const [pid] = (await readFile(path.join(folder, "cluster", "postmaster.pid"), "utf8")).split("\n");
  process.kill(Number(pid), "SIGKILL");
  await server.ended;
  server = await startEmbedded({ folder });
  gate.pointAt(new URL(server.url));
  await eventuallyCount("delivery", "status = 'delivered'", 3_000, db);
  const arrived = new Set(
    receiver.received.map(
      (one) => `${one.headers.find(([name]) => name === "webhook-id")?.[1]} ${one.path.split("?")[0]}`,
    ),
  );
  expect(arrived.size).toBe(eventIds.length * endpoints.length);
  expect(repeatsIn(receiver.received)).toBeLessThanOrEqual(64);
  await dispatcher.stop();
  await gate.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test("kill -9 of PostgreSQL at the moment a claim returns: it is on record when PostgreSQL is back", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-crash-"));
  let server = await startEmbedded({ folder });
  await migrate(server.url, "prisma/migrations");
  const before = database(server.url);
  const endpointId = await addEndpoint(`${receiver.url}/in`, before);
  await addDeliveries([endpointId], 20, { db: before });
  const [pid] = (await readFile(path.join(folder, "cluster", "postmaster.pid"), "utf8")).split("\n");
  const pool = createPool(server.url);
  const requests = [{ lane: newLane(endpointId), limit: 20, after: null }];
  const { claimed } = await claimDue(pool, 7, requests, { inOrder: false, cancelling: true });
  process.kill(Number(pid), "SIGKILL");
  expect(claimed).toHaveLength(20);
  await server.ended;
  await pool.end();
  server = await startEmbedded({ folder });
  const { rows } = await database(server.url).query(
    `select distinct ${holderOf()} as holder, attempts from delivery`,
  );
  expect(rows).toEqual([{ holder: 7, attempts: 1 }]);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
