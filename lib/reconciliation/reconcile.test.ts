import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { prune } from "@/lib/dispatch/retention/prune";
import { ForbiddenError, InvalidError, TooManyError } from "@/lib/errors";
import { acceptEvents } from "@/lib/events/accept";
import { recordEvents } from "@/lib/events/record";
import { deleteInstance, mergeInstance } from "@/lib/instances/change";
import { createInstance } from "@/lib/instances/create";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventuallyCount } from "@/lib/testing/eventually";
import { startReceiver } from "@/lib/testing/receiver";
import { reconcile } from "./reconcile";

beforeEach(async () => {
  await pool().query("truncate attempt, delivery, event, instance, deleted_instance, retention cascade");
  await pool().query("update event_switch set enabled = event_type <> 'deleted'");
});
afterAll(() => pool().end());

const create = () => createInstance(operator, { processName: "Training Request" });
const sql = (statement: string, values: unknown[] = []) => pool().query(statement, values);

/** What the dispatcher writes when a call ended, for every delivery that waits. */
async function deliverAll(): Promise<void> {
  await sql("update delivery set status = 'delivered', done_at = now(), attempts = 1 where done_at is null");
  await sql(
    `insert into attempt (delivery_id, number, outcome) select id, 1, 'delivered' from delivery where status = 'delivered'
     on conflict do nothing`,
  );
}

test("changes, deliveries owed and what became of them add up, also while they are being sent", async () => {
  const receiver = await startReceiver();
  for (const path of ["a", "b", "c"]) await addEndpoint(`${receiver.url}/${path}`);
  dispatcherHere();
  const made = await Promise.all(Array.from({ length: 20 }, create));
  for (const { instanceID } of made.slice(0, 5)) await mergeInstance(operator, instanceID, { Status: "x" });
  for (const { instanceID } of made.slice(0, 3)) await deleteInstance(operator, instanceID);
  for (let looks = 0; looks < 20; looks += 1) {
    const { expected, delivered, pending, failed, cancelled, unaccounted, concerns } =
      await reconcile(operator);
    expect([expected, concerns, unaccounted]).toEqual([60, [], 0]);
    expect(delivered + pending + failed + cancelled).toBe(60);
  }
  await eventuallyCount("delivery", "status = 'delivered'", 60);
  expect(await reconcile(operator)).toEqual({
    from: expect.any(String),
    to: expect.any(String),
    completeFrom: expect.any(String),
    changes: 28,
    expected: 60,
    delivered: 60,
    pending: 0,
    failed: 0,
    cancelled: 0,
    notSent: { switched_off: 3, no_urls: 5, process_not_wanted: 0 },
    unaccounted: 0,
    concerns: [],
    stats: { counted: 60, found: 60, differences: 0 },
  });
  await receiver.close();
});

test("each status counts under its name, a cancelled and an expired one without any attempt as well", async () => {
  await addEndpoint("https://a.example.com/");
  for (const _ of [1, 2, 3, 4]) await create();
  const set = (status: string, n: number) =>
    sql(
      `update delivery set ${status}, done_at = now()
       where id = (select id from delivery order by id offset ${n} limit 1)`,
    );
  await set("status = 'cancelled', cancel_reason = 'url_removed'", 0);
  await set("status = 'failed', fail_reason = 'expired'", 1);
  await set("status = 'failed', fail_reason = 'schedule_used_up'", 2);
  await sql(
    "insert into attempt (delivery_id, number, outcome) select id, 1, 'timeout' from delivery where fail_reason = 'schedule_used_up'",
  );
  expect(await reconcile(operator)).toMatchObject({
    expected: 4,
    pending: 1,
    cancelled: 1,
    failed: 2,
    unaccounted: 0,
  });
});

const broken: [string, string, number, RegExp][] = [
  [
    "a delivery is missing",
    "delete from delivery where id = (select min(id) from delivery)",
    1,
    /^2 deliveries owed, 1 found\.$/,
  ],
  ["all deliveries of an event are missing", "delete from delivery", 2, /^2 deliveries owed, 0 found\.$/],
  [
    "also where the release did not say how many",
    "with gone as (delete from delivery) update event set expected = null",
    1,
    /^1 delivery owed, 0 found\.$/,
  ],
  [
    "an event that was not to be sent has deliveries",
    "update event set outcome = 'switched_off'",
    2,
    /^2 deliveries found, 0 owed\.$/,
  ],
  [
    "more deliveries than were owed",
    "insert into delivery (event_id, endpoint_id) select event_id, endpoint_id from delivery limit 1",
    1,
    /^3 deliveries found, 2 owed\.$/,
  ],
  [
    "delivered without an attempt",
    "update delivery set status = 'delivered', done_at = now()",
    2,
    /^2 marked delivered without a successful attempt on record\.$/,
  ],
  [
    "failed without an attempt",
    "update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now()",
    2,
    /^2 marked failed without an attempt on record\.$/,
  ],
];
test.each(broken)(
  "%s: not accounted for, and the event is named",
  async (_, statement, unaccounted, problem) => {
    for (const path of ["a", "b"]) await addEndpoint(`https://${path}.example.com/`);
    const { eventID, instanceID } = await create();
    await sql(statement);
    expect(await reconcile(operator)).toMatchObject({
      changes: 1,
      unaccounted,
      concerns: [{ eventID, instanceID, problem: expect.stringMatching(problem) }],
    });
  },
);

test("a failed attempt proves no delivery", async () => {
  await addEndpoint("https://a.example.com/");
  await create();
  await deliverAll();
  expect((await reconcile(operator)).unaccounted).toBe(0);
  await sql("update attempt set outcome = 'http_error'");
  expect((await reconcile(operator)).unaccounted).toBe(1);
});

test("a change of an instance whose event is gone is named by its instance; events reported from elsewhere do not hide it", async () => {
  const { instanceID } = await create();
  await mergeInstance(operator, instanceID, { Status: "x" });
  expect((await reconcile(operator)).unaccounted).toBe(0);
  await inTransaction((tx) =>
    recordEvents(tx, operator, [
      { eventType: "updated", instanceId: "elsewhere-1", processName: "Elsewhere" },
    ]),
  );
  await sql("delete from event where event_type = 'updated' and instance_id = $1", [instanceID]);
  expect(await reconcile(operator)).toMatchObject({
    unaccounted: 1,
    concerns: [{ eventID: null, instanceID, problem: "1 change of this instance without an event." }],
  });
});

test("an event posted from outside about one of our instances hides no lost one", async () => {
  const { instanceID } = await create();
  await mergeInstance(operator, instanceID, { Status: "x" });
  await acceptEvents(operator, [{ eventType: "updated", instanceID, processName: "Training Request" }]);
  expect((await reconcile(operator)).unaccounted).toBe(0);
  await sql("delete from event where event_type = 'updated' and not posted");
  expect(await reconcile(operator)).toMatchObject({
    unaccounted: 1,
    concerns: [{ eventID: null, instanceID, problem: "1 change of this instance without an event." }],
  });
});

test("the lost event of a deletion is missed, also of an instance that was created before, and by whatever way it was deleted", async () => {
  const before = await create();
  await sql("update instance set created_at = now() - interval '2 d'");
  const [kept, lost, byHand] = [await create(), await create(), await create()];
  await deleteInstance(operator, kept.instanceID);
  await deleteInstance(operator, lost.instanceID);
  await deleteInstance(operator, before.instanceID);
  const day = { from: new Date(Date.now() - 86_400_000) };
  expect((await reconcile(operator, day)).unaccounted).toBe(0);
  await sql("delete from event where event_type = 'deleted' and instance_id = any ($1)", [
    [lost.instanceID, before.instanceID],
  ]);
  await sql("delete from instance where instance_id = $1", [byHand.instanceID]);
  // What somebody posts about it does not stand for it.
  await acceptEvents(operator, [
    { eventType: "deleted", instanceID: lost.instanceID, processName: "Training Request" },
  ]);
  const { unaccounted, concerns } = await reconcile(operator, day);
  expect([unaccounted, concerns.map(({ instanceID }) => instanceID).sort()]).toEqual([
    3,
    [before.instanceID, lost.instanceID, byHand.instanceID].sort(),
  ]);
});

test("retention takes what is left of deleted instances with their events", async () => {
  const { instanceID } = await create();
  await deleteInstance(operator, instanceID);
  await sql("update event set occurred_at = now() - interval '8 d'");
  await sql(
    "update deleted_instance set created_at = now() - interval '8 d', deleted_at = now() - interval '8 d'",
  );
  const session = await pool().connect();
  await prune(session, { days: 7 });
  session.release();
  expect((await sql("select 1 from deleted_instance")).rowCount).toBe(0);
  expect((await reconcile(operator, { from: new Date(0) })).unaccounted).toBe(0);
});

test("what retention deleted is missed by nobody, what is lost after it is", async () => {
  const [early, late] = [
    await addEndpoint("https://a.example.com/"),
    await addEndpoint("https://b.example.com/"),
  ];
  await create();
  await deliverAll();
  await sql("update delivery set status = 'pending', done_at = null where endpoint_id = $1", [late]);
  await sql("delete from attempt where delivery_id in (select id from delivery where endpoint_id = $1)", [
    late,
  ]);
  await sql("update event set occurred_at = now() - interval '8 d'");
  await sql("update instance set created_at = now() - interval '8 d'");
  await sql("update delivery set created_at = now() - interval '8 d', done_at = done_at - interval '8 d'");
  await create();
  const session = await pool().connect();
  expect(await prune(session, { days: 7 })).toEqual({ deliveries: 1, events: 0, expired: 0 });
  session.release();
  const week = { from: new Date(Date.now() - 9 * 86_400_000) };
  const after = await reconcile(operator, week);
  expect(after).toMatchObject({ changes: 2, expected: 3, pending: 3, unaccounted: 0 });
  expect(Date.parse(after.completeFrom)).toBeCloseTo(Date.now() - 7 * 86_400_000, -5);
  expect(await reconcile(operator)).toMatchObject({ changes: 1, expected: 2, unaccounted: 0 });
  await sql("delete from delivery where endpoint_id = $1 and created_at > now() - interval '1 d'", [early]);
  expect(await reconcile(operator, week)).toMatchObject({ changes: 2, expected: 3, unaccounted: 1 });
});

test("what is older than RETENTION_DAYS is not missed either, whoever deleted it", async () => {
  await addEndpoint("https://a.example.com/");
  await create();
  const old = `now() - interval '${config().retentionDays} d' - interval '1 h'`;
  await sql(`update event set occurred_at = ${old}`);
  await sql(`update instance set created_at = ${old}`);
  await sql("delete from delivery");
  expect(await reconcile(operator, { from: new Date(0) })).toMatchObject({
    changes: 1,
    expected: 0,
    unaccounted: 0,
  });
});

test("events count from `from` to before `to`", async () => {
  await create();
  const { rows } = await sql("select occurred_at from event");
  const at: Date = rows[0].occurred_at;
  const next = new Date(at.getTime() + 1);
  const changes = async (from: Date, to: Date) => (await reconcile(operator, { from, to })).changes;
  expect(await changes(at, next)).toBe(1);
  expect(await changes(new Date(0), at)).toBe(0);
  expect(await changes(next, new Date(Date.now() + 60_000))).toBe(0);
});

test("of many concerns twenty are named, and all are counted", async () => {
  await addEndpoint("https://a.example.com/");
  for (let n = 0; n < 25; n += 1) await create();
  await sql("delete from delivery");
  const { unaccounted, concerns } = await reconcile(operator);
  expect([unaccounted, concerns.length]).toEqual([25, 20]);
});

test("a User may not; a span that takes too long is refused with a sentence; a third at once is told to wait", async () => {
  await expect(reconcile(await actorOf("user"))).rejects.toThrow(ForbiddenError);
  const locker = await pool().connect();
  await locker.query("begin");
  await locker.query("lock table event in access exclusive mode");
  const slow = [1, 2].map(() => reconcile(operator, {}, { limitMs: 300 }));
  await expect(reconcile(operator)).rejects.toThrow(TooManyError);
  for (const one of await Promise.allSettled(slow)) {
    expect(one).toMatchObject({ status: "rejected", reason: expect.any(InvalidError) });
    if (one.status === "rejected") {
      expect(one.reason.message).toMatch(/too much to be reconciled within 0\.3 seconds; give a shorter one/);
    }
  }
  await locker.query("rollback");
  locker.release();
  expect((await reconcile(operator)).unaccounted).toBe(0);
});
