import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { dueChannel, orderLockClass, webhookSettingsLock } from "@/lib/db/locks";
import { inTransaction, pool } from "@/lib/db/pool";
import { newEventId } from "@/lib/ids";
import { announceDue } from "./announce";
import type { EventType } from "./event-types";
import { recordEvents } from "./record";

afterAll(() => pool().end());

beforeEach(async () => {
  await pool().query("truncate delivery, attempt, event, subscription, endpoint restart identity cascade");
  await pool().query("update event_switch set enabled = false");
  await pool().query("update webhook_settings set ordered = false");
});

async function subscribe(eventType: EventType, url: string, position = 0): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    `insert into endpoint (url, url_hash) values ($1, $2)
     on conflict (url_hash) do update set url = excluded.url returning id`,
    [url, createHash("sha256").update(url).digest("hex")],
  );
  const id = rows[0]?.id ?? 0;
  await pool().query("insert into subscription (event_type, endpoint_id, position) values ($1, $2, $3)", [
    eventType,
    id,
    position,
  ]);
  return id;
}

async function switchOn(eventType: EventType): Promise<void> {
  await pool().query("update event_switch set enabled = true where event_type = $1", [eventType]);
}

const event = (eventType: EventType, instanceId = "training-request-1") => ({
  eventType,
  instanceId,
  processName: "Training Request",
});

test("an event says why nothing was sent: switched off, or no URL", async () => {
  await subscribe("deleted", "https://a.example.com/");
  await switchOn("updated");
  const recorded = await inTransaction((tx) =>
    recordEvents(tx, operator, [event("deleted"), event("updated"), event("created")]),
  );
  expect(recorded.map(({ outcome, endpointIds }) => [outcome, endpointIds.length])).toEqual([
    ["switched_off", 0],
    ["no_urls", 0],
    ["switched_off", 0],
  ]);
  expect(recorded.every(({ eventID }) => /^evt_[0-9A-Z]{26}$/.test(eventID))).toBe(true);
});

test("each event gets one delivery per URL of its own type, and answers come in the order given", async () => {
  const second = await subscribe("created", "https://b.example.com/", 1);
  const first = await subscribe("created", "https://a.example.com/", 0);
  await subscribe("deleted", "https://a.example.com/");
  await switchOn("created");
  await switchOn("deleted");
  const recorded = await inTransaction((tx) =>
    recordEvents(tx, operator, [event("deleted", "x-1"), event("created", "x-2"), event("created", "x-3")]),
  );
  expect(recorded.map(({ endpointIds }) => endpointIds)).toEqual([[first], [first, second], [first, second]]);
  expect(recorded.map(({ outcome }) => outcome)).toEqual(["dispatched", "dispatched", "dispatched"]);
  const { rows } = await pool().query(
    "select instance_id, endpoint_id, status, attempts from delivery join event on event.id = event_id order by delivery.id",
  );
  expect(rows).toEqual([
    { instance_id: "x-1", endpoint_id: first, status: "pending", attempts: 0 },
    { instance_id: "x-2", endpoint_id: first, status: "pending", attempts: 0 },
    { instance_id: "x-2", endpoint_id: second, status: "pending", attempts: 0 },
    { instance_id: "x-3", endpoint_id: first, status: "pending", attempts: 0 },
    { instance_id: "x-3", endpoint_id: second, status: "pending", attempts: 0 },
  ]);
});

test("where order is kept each delivery says of which instance it is, else none does", async () => {
  await subscribe("created", "https://a.example.com/");
  await subscribe("deleted", "https://a.example.com/");
  await switchOn("created");
  await switchOn("deleted");
  const record = () =>
    inTransaction((tx) => recordEvents(tx, operator, [event("created", "x-1"), event("deleted", "x-2")]));
  await record();
  await pool().query("update webhook_settings set ordered = true");
  await record();
  const { rows } = await pool().query("select order_key from delivery order by id");
  expect(rows.map((row) => row.order_key)).toEqual([null, null, "x-1", "x-2"]);
});

test("where order is kept, events of one instance are recorded one after the other, of others side by side", async () => {
  const first = await subscribe("created", "https://a.example.com/");
  await switchOn("created");
  await pool().query("update webhook_settings set ordered = true");
  const { recording } = await inTransaction(async (tx) => {
    await recordEvents(tx, operator, [event("created", "x-1"), event("created", "x-2")]);
    await recordEvents(pool(), operator, [event("created", "y-1")]);
    const waiting = recordEvents(pool(), operator, [event("created", "x-2"), event("created", "x-1")]);
    await untilSomebodyWaits(orderLockClass);
    await recordEvents(tx, operator, [event("created", "x-1")]);
    return { recording: waiting };
  });
  await recording;
  const { rows } = await pool().query(
    "select order_key, endpoint_id from delivery where order_key like 'x%' order by id",
  );
  expect(rows.map((row) => row.order_key)).toEqual(["x-1", "x-2", "x-1", "x-2", "x-1"]);
  expect(rows.every((row) => row.endpoint_id === first)).toBe(true);
});

test("batches about the same instances in any order do not deadlock, and need few locks", async () => {
  await subscribe("created", "https://a.example.com/");
  await switchOn("created");
  await pool().query("update webhook_settings set ordered = true");
  const batch = Array.from({ length: 1_000 }, (_, index) => event("created", `x-${index}`));
  const batches = [batch, batch.toReversed(), batch.slice(500).concat(batch.slice(0, 500))];
  await Promise.all(batches.map((events) => recordEvents(pool(), operator, events)));
  const { rows } = await pool().query(
    "select order_key, count(*) from delivery group by order_key having count(*) <> 3",
  );
  expect(rows).toEqual([]);
});

test("nothing is recorded where a statement could not see what it waited for", async () => {
  const client = await pool().connect();
  await client.query("begin isolation level repeatable read");
  await expect(recordEvents(client, operator, [event("created")])).rejects.toThrow(/read committed/);
  await client.query("rollback");
  client.release();
});

test("ids of events sort as they were made", () => {
  const ids = Array.from({ length: 1_000 }, () => newEventId());
  expect(ids.toSorted()).toEqual(ids);
});

test("an event that waited for a save sees the settings that the save left", async () => {
  await subscribe("created", "https://a.example.com/");
  await switchOn("created");
  const saver = new pg.Client({ connectionString: config().databaseUrl });
  await saver.connect();
  await saver.query("begin");
  await saver.query("select pg_advisory_xact_lock($1)", [webhookSettingsLock]);
  await saver.query("delete from subscription");
  const recording = inTransaction((tx) => recordEvents(tx, operator, [event("created")]));
  await untilSomebodyWaits();
  await saver.query("commit");
  await saver.end();
  expect(await recording).toMatchObject([{ outcome: "no_urls", endpointIds: [] }]);
});

test("a save waits for an event that is being recorded, and finds its delivery", async () => {
  await subscribe("created", "https://a.example.com/");
  await switchOn("created");
  const saver = new pg.Client({ connectionString: config().databaseUrl });
  await saver.connect();
  await saver.query("begin");
  const { locked } = await inTransaction(async (tx) => {
    await recordEvents(tx, operator, [event("created")]);
    const waiting = saver.query("select pg_advisory_xact_lock($1)", [webhookSettingsLock]);
    await untilSomebodyWaits();
    return { locked: waiting };
  });
  await locked;
  const found = await saver.query("select count(*)::int as count from delivery where status = 'pending'");
  await saver.query("rollback");
  await saver.end();
  expect(found.rows).toEqual([{ count: 1 }]);
});

test("an event's hint comes with its commit and names its URLs; where there are none, none comes", async () => {
  const { heard, allUntilNow, end } = await listening();
  const first = await subscribe("created", "https://a.example.com/");
  const second = await subscribe("created", "https://b.example.com/", 1);
  await switchOn("created");
  await hintMayFollow();
  await inTransaction(async (tx) => {
    await recordEvents(tx, operator, [event("created"), event("deleted")]);
    await allUntilNow();
    expect(heard).toEqual([]);
  });
  await allUntilNow();
  expect(heard).toEqual([`${first},${second}`]);
  await hintMayFollow();
  await recordEvents(pool(), operator, [event("deleted")]);
  await allUntilNow();
  expect(heard).toHaveLength(1);
  await end();
});

test("events that follow each other share their hints", async () => {
  const { heard, allUntilNow, end } = await listening();
  const first = await subscribe("created", "https://a.example.com/");
  await switchOn("created");
  await hintMayFollow();
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: 200 }, () => recordEvents(pool(), operator, [event("created")])));
  // That of the first transaction, and one for those that followed it.
  await vi.waitUntil(() => heard.length >= 2, patiently);
  await allUntilNow();
  expect(heard.length).toBeLessThanOrEqual(2 + (performance.now() - startedAtMs) / 10);
  expect(heard.every((payload) => payload === String(first))).toBe(true);
  await end();
});

test("many announcements become few notifications, and at least one", async () => {
  const { heard, allUntilNow, end } = await listening();
  for (let i = 0; i < 1_000; i += 1) announceDue([1 + (i % 3)]);
  await vi.waitUntil(() => heard.length >= 1, patiently);
  await allUntilNow();
  expect(heard.length).toBeLessThanOrEqual(2);
  await end();
});

const patiently = { timeout: 60_000, interval: 1 };

/** The pause between two hints (10 ms) is over: the next transaction may send one of its own. */
async function hintMayFollow(): Promise<void> {
  const askedAtMs = performance.now();
  await vi.waitUntil(() => performance.now() - askedAtMs > 15, patiently);
}

/** What is said on the channel from now on; `allUntilNow` has heard all that was committed before it was asked. */
async function listening() {
  const listener = new pg.Client({ connectionString: config().databaseUrl });
  await listener.connect();
  const heard: string[] = [];
  let marks = 0;
  listener.on("notification", ({ payload = "" }) => {
    if (payload === "mark") marks += 1;
    else heard.push(payload);
  });
  await listener.query(`listen ${dueChannel}`);
  const allUntilNow = async () => {
    const before = marks;
    // Notifications come in the order of their commits.
    await pool().query("select pg_notify($1, 'mark')", [dueChannel]);
    await vi.waitUntil(() => marks > before, patiently);
  };
  return { heard, allUntilNow, end: () => listener.end() };
}

/** Resolves once a session waits for the settings lock, or for one of another class. */
async function untilSomebodyWaits(lock = webhookSettingsLock): Promise<void> {
  for (;;) {
    const { rows } = await pool().query(
      `select from pg_locks where locktype = 'advisory' and (objid = $1 or classid = $1) and not granted
         and database = (select oid from pg_database where datname = current_database())`,
      [lock],
    );
    if (rows.length > 0) return;
  }
}
