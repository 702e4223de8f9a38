import type pg from "pg";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { isUnclaimed } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { dispatcherLifeLockClass, recordedClaimLockClass } from "@/lib/db/locks";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { createState } from "@/lib/dispatch/state";
import { recordEvents } from "@/lib/events/record";
import { holderOf } from "@/lib/testing/attempts";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { createRecordedClaims } from "./recorded-claims";
import { createValidity } from "./validity";

const created = { eventType: "created", instanceId: "a-1", processName: "A" } as const;

beforeEach(async () => {
  await database().query("update event_switch set enabled = true");
});

const recording = new Set<pg.PoolClient>();

// A dispatcher that stops waits for whoever records with a claim for it.
afterEach(async () => {
  for (const client of recording) {
    await client.query("rollback");
    client.release();
  }
  recording.clear();
});

/** Records one event in a transaction of its own, past the pause between two hints of one process. */
async function record(events: readonly (typeof created)[] = [created]) {
  await eventually(async () => performance.now() > afterPauseMs);
  const client = await database().connect();
  recording.add(client);
  await client.query("begin");
  await recordEvents(client, operator, events);
  afterPauseMs = performance.now() + 15;
  const { rows } = await client.query<{ holder: number | null; attempts: number }>(
    `select ${holderOf()} as holder, attempts from delivery order by id`,
  );
  return { rows, commit: () => client.query("commit") };
}
let afterPauseMs = 0;

const ofThisDatabase = (lockClass: number) =>
  `classid = ${lockClass} and database = (select oid from pg_database where datname = current_database())`;

/** A dispatcher whose calls the test ends, once it takes what is claimed for it. */
async function accepting(options: { maxInFlight?: number } = {}) {
  const calls = callsByHand();
  const dispatcher = dispatcherHere({ ...options, call: calls.call });
  await eventuallyCount("dispatcher", "accepts_claims", 1);
  return { calls, dispatcher };
}

test("an event is recorded with the claim of an idle dispatcher, which calls when it commits", async () => {
  await addEndpoint("http://127.0.0.1:9/a");
  await addEndpoint("http://127.0.0.1:9/b");
  const { calls, dispatcher } = await accepting();
  const { rows, commit } = await record();
  expect(rows).toEqual([1, 2].map(() => ({ holder: dispatcher.identity(), attempts: 1 })));
  expect(calls.begun).toEqual([]);
  await commit();
  await eventually(async () => calls.begun.length === 2);
  for (const { end } of calls.begun) end();
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 2);
  expect(await count("attempt", "number = 1 and outcome = 'delivered'")).toBe(2);
});

test.each([
  ["order is kept", "update webhook_settings set ordered = true"],
  ["the URL is suspended", "update endpoint set state = 'suspended', state_reason = 'manual'"],
  ["the dispatcher takes none", "update dispatcher set accepts_claims = false"],
  ["the dispatcher is dead", "update dispatcher set id = id + 1000"],
  ["there is no dispatcher", "delete from dispatcher"],
])("nothing is claimed where %s", async (_, change) => {
  await addEndpoint("http://127.0.0.1:9/a");
  await accepting();
  await database().query(change);
  const { rows } = await record();
  expect(rows).toEqual([{ holder: null, attempts: 0 }]);
});

test("nothing is claimed of several events at once", async () => {
  await addEndpoint("http://127.0.0.1:9/a");
  const { calls } = await accepting();
  const { rows, commit } = await record([created, created]);
  expect(rows).toEqual([1, 2].map(() => ({ holder: null, attempts: 0 })));
  await commit();
  await eventually(async () => calls.begun.length === 2);
  for (const { end } of calls.begun) end();
});

test("a dispatcher that leaves waits for what is claimed for it, and releases it", async () => {
  await addEndpoint("http://127.0.0.1:9/a");
  const { dispatcher } = await accepting();
  const { rows, commit } = await record();
  expect(rows).toEqual([{ holder: dispatcher.identity(), attempts: 1 }]);
  const stopped = dispatcher.stop();
  await eventuallyCount("pg_locks", `${ofThisDatabase(recordedClaimLockClass)} and not granted`, 1);
  await commit();
  await stopped;
  expect(await count("dispatcher", "true")).toBe(0);
  expect(await count("delivery", `status = 'pending' and attempts = 0 and ${isUnclaimed()}`)).toBe(1);
});

test("nothing is claimed for one that leaves while its last call is under way", async () => {
  await addEndpoint("http://127.0.0.1:9/a");
  const { calls, dispatcher } = await accepting();
  await (await record()).commit();
  await eventually(async () => calls.begun.length === 1);
  const stopped = dispatcher.stop();
  await eventuallyCount("pg_locks", `${ofThisDatabase(recordedClaimLockClass)} and granted`, 1);
  const { rows, commit } = await record();
  await commit();
  for (const { end } of calls.begun) end();
  await stopped;
  expect(rows).toMatchObject([{ attempts: 1 }, { holder: null, attempts: 0 }]);
});

test("nothing is claimed for the identity that a dispatcher gave up, though the server still holds its connection", async () => {
  const { dispatcher } = await accepting();
  const before = dispatcher.identity();
  const zombie = await database().connect();
  onTestFinished(() => zombie.release(true));
  // As the lock of a connection that broke on the dispatcher's side alone.
  await database().query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'callboard-dispatcher-life' and datname = current_database()`,
  );
  await zombie.query("select pg_advisory_lock($1, $2)", [dispatcherLifeLockClass, before]);
  await eventually(async () => ![before, null].includes(dispatcher.identity()));
  await eventuallyCount("dispatcher", "accepts_claims", 1);
  expect(await count("dispatcher", `id = ${before} and not accepts_claims`)).toBe(1);
});

test("who records an event keeps no dead dispatcher among the living", async () => {
  await addEndpoint("http://127.0.0.1:9/a");
  await database().query(
    "insert into dispatcher (host, pid, version, accepts_claims) values ('elsewhere', 1, '1.0.0', true)",
  );
  const { rows, commit } = await record();
  expect(rows).toEqual([{ holder: null, attempts: 0 }]);
  const { rows: living } = await database().query(`select * from ${livingDispatchers} as living`);
  await commit();
  expect(living).toEqual([]);
});

test("a dispatcher that holds much takes no more claims, until it has room again", async () => {
  await addEndpoint("http://127.0.0.1:9/a");
  const { calls } = await accepting({ maxInFlight: 2 });
  for (let n = 0; n < 5; n += 1) await (await record()).commit();
  await eventuallyCount("dispatcher", "accepts_claims", 0);
  await eventually(async () => {
    for (const { end } of calls.begun) end();
    return (await count("delivery", "status = 'delivered'")) === 5;
  });
  await eventuallyCount("dispatcher", "accepts_claims", 1);
});

const notification = {
  version: 3,
  atMs: 1_000_000,
  dueAt: "2026-11-29 12:00:00+00",
  eventId: "evt_1",
  eventType: "created",
  instanceId: "a-1",
  processName: "A",
  deliveries: [["7", 1]],
};

/** A reading of just now, when the database's clock stood at `atMs`. */
const clockOf = (atMs: number) => ({ aheadMs: atMs - performance.now(), readAtMs: performance.now() });

/** What becomes of a message, for a dispatcher whose clock stands where the database's stands at `notification.atMs`. */
function receive(
  payload: string,
  change: Partial<ReturnType<typeof createState>> = {},
  wallMs = () => Date.now(),
) {
  const state = Object.assign(createState({ maxInFlight: 2, maxPerEndpoint: 2 }), {
    version: 3,
    databaseClock: clockOf(notification.atMs),
    ...change,
  });
  state.lanes.keepOnly([1]);
  const released: HeldDelivery[] = [];
  const counted: string[] = [];
  const claims = createRecordedClaims({
    state,
    settler: { unsettledCount: () => 0 },
    releaseQueue: { add: (more) => released.push(...more) },
    validity: createValidity({ wallMs }),
    metrics: { recordedClaim: (outcome) => void counted.push(outcome) },
    wake: { now() {} },
  });
  claims.receive(5, payload);
  return { waiting: state.lanes.waiting(), released, state, claims, counted };
}

test("what was claimed is held as if a claim had just returned it", () => {
  const { waiting, released, counted } = receive(JSON.stringify(notification));
  expect(released).toEqual([]);
  expect(counted).toEqual(["held"]);
  expect(waiting).toMatchObject([
    { deliveryId: "7", attemptNumber: 1, dispatcherId: 5, endpointId: 1, instanceId: "a-1", isProbe: false },
  ]);
  expect(waiting[0]?.validatedAtMs).toBeLessThanOrEqual(performance.now());
});

test("what is told late, or was recorded by older settings, must be validated before its call", () => {
  const late = receive(JSON.stringify(notification), { databaseClock: clockOf(notification.atMs + 10_000) });
  expect(late.waiting[0]?.validatedAtMs).toBeLessThan(performance.now() - 9_000);
  const older = receive(JSON.stringify(notification), { version: 4 });
  expect(older.waiting[0]?.validatedAtMs).toBe(Number.NEGATIVE_INFINITY);
});

test("what is told after a pause of the machine must be validated before its call: how the clocks differ is not known any more", () => {
  let looks = 0;
  const wallMs = () => Date.now() + 60_000 * looks++;
  const { waiting } = receive(
    JSON.stringify({ ...notification, atMs: notification.atMs + 30_000 }),
    {},
    wallMs,
  );
  expect(waiting[0]?.validatedAtMs).toBe(Number.NEGATIVE_INFINITY);
  // Since then it is waited for: a time that is logged and counted.
  expect(Number.isFinite(waiting[0]?.claimedAtMs)).toBe(true);
});

test("what cannot be held is released: of an unknown URL, or beyond what one may hold", () => {
  const unknown = receive(JSON.stringify({ ...notification, deliveries: [["7", 2]] }));
  expect(unknown.released).toMatchObject([{ deliveryId: "7", attemptNumber: 1, dispatcherId: 5 }]);
  expect(unknown.counted).toEqual(["released"]);
  const { claims, state, released } = receive(JSON.stringify(notification));
  for (let n = 0; n < 20; n += 1) claims.receive(5, JSON.stringify(notification));
  expect(state.lanes.waitingCount()).toBe(8);
  expect(released).toHaveLength(13);
});

test("one that stops releases what it hears of; what is not understood is left to its lease", () => {
  const stopping = receive(JSON.stringify(notification), { phase: "draining" });
  expect(stopping).toMatchObject({ waiting: [], released: [{ deliveryId: "7" }] });
  expect(receive("{}")).toMatchObject({ waiting: [], released: [] });
});
