import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { isUnclaimed } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import type { CallRecord } from "@/lib/callback/call-record";
import { pool } from "@/lib/db/pool";
import { readOverview } from "@/lib/deliveries/overview";
import { resendDelivery } from "@/lib/deliveries/resend";
import { prune } from "@/lib/dispatch/retention/prune";
import { settleCalls } from "@/lib/dispatch/settle/settle";
import { readAttemptSeries } from "@/lib/endpoints/read-attempt-series";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { statsProblem } from "@/lib/reconciliation/view";
import { fold, newPosition, pruneStats } from "@/lib/stats/fold";
import { recount, recountIsDue } from "@/lib/stats/recount";
import { lapseLeases, openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database, removeUrl } from "@/lib/testing/delivery-rows";
import { delivered, dispatcherHere, dispatcherProcess } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import type { FinishedCall, HeldDelivery } from "./held-delivery";
import { startStats } from "./tasks/stats";

let receiver: Receiver;
const keepers: { stop(): Promise<void> }[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
  await database().query("update stats_state set recounted_at = now(), kept_days = 31");
});
afterEach(async () => {
  await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
  await receiver.close();
});
afterAll(() => pool().end());

function keeperHere(): void {
  keepers.push(startStats({ databaseUrl: process.env.DATABASE_URL ?? "", everyMs: 10 }));
}

/** Runs `work` on one connection. */
async function onSession<T>(work: (session: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> {
  const session = await connect();
  try {
    return await work(session);
  } finally {
    session.release();
  }
}
const connect = () => database().connect();

/** What the stats say against the log, in one snapshot. */
const compared = async () => (await reconcile(operator)).stats;
const agreed = (attempts: number) => ({ counted: attempts, found: attempts, differences: 0 });

const record: CallRecord = { ...delivered, totalMs: 12 };

/** Deliveries as claimed by a dispatcher that keeps stats, and a call of each that has ended. */
async function claimedCalls(
  endpointId: number,
  n: number,
  change: Partial<CallRecord> = {},
): Promise<FinishedCall[]> {
  const { rows: registered } = await database().query<{ id: number }>(
    "insert into dispatcher (host, pid, version, protocol, keeps_stats) values ('here', 1, 'test', 2, true) returning id",
  );
  const dispatcherId = registered[0]?.id ?? 0;
  await addDeliveries([endpointId], n, { hint: false });
  const claimed = await openAttempts(database(), dispatcherId, `${isUnclaimed()} and done_at is null`);
  return claimed.map((one) => ({
    held: {
      ...one,
      dispatcherId,
      endpointId,
      eventType: "created",
      resendBy: null,
      resendFrom: null,
    } as HeldDelivery,
    record: { ...record, ...change },
    startedAtMs: performance.now() - 12,
    finishedAtMs: performance.now(),
    failureCounts: true,
    ownScheduleMs: null,
  }));
}

test("every attempt is counted once while two dispatchers deliver, retry and fail, and two fold", async () => {
  const endpoints = await Promise.all(["a", "b", "c"].map((path) => addEndpoint(`${receiver.url}/${path}`)));
  const seen = new Map<string, number>();
  const twice = new Set<string>();
  receiver.answer(({ path, headers }) => {
    const key = `${path} ${headers.find(([name]) => name === "webhook-id")?.[1]}`;
    const attempt = (seen.get(key) ?? 0) + 1;
    seen.set(key, attempt);
    if (path.startsWith("/a")) return { status: 200 };
    // Each fifth of b needs two attempts, never so many in a row that it is probed; c fails for good after three.
    if (path.startsWith("/b") && attempt === 1 && seen.size % 5 === 0 && twice.size < 15) {
      twice.add(key);
      return { status: 500 };
    }
    return { status: path.startsWith("/b") ? 204 : 500 };
  });
  keeperHere();
  keeperHere();
  for (const _ of [1, 2]) dispatcherHere({ retryScheduleMs: [10, 10] });
  await addDeliveries([endpoints[0] ?? 0, endpoints[1] ?? 0], 150);
  await addDeliveries([endpoints[2] ?? 0], 5);
  let looks = 0;
  await eventually(async () => {
    const stats = await compared();
    expect(stats?.differences).toBe(0);
    looks += 1;
    return (await count("delivery", "done_at is null")) === 0;
  });
  expect(looks).toBeGreaterThan(1);
  const attempts = 150 + 150 + twice.size + 15;
  expect(twice.size).toBeGreaterThan(0);
  expect(await compared()).toEqual(agreed(attempts));
  const { types } = await readOverview(operator);
  expect(types.created).toMatchObject({ delivered: 300, failed: 5 });
  await eventuallyCount("stats_entry", "true", 0);
  expect(await compared()).toEqual(agreed(attempts));
  expect(await readStatsOf(operator, `ep_${endpoints[1]}`)).toMatchObject({
    delivered: 150,
    failed: 0,
    last: { statusCode: 204 },
  });
  expect(await readAttemptSeries(operator, `ep_${endpoints[1]}`, "24h")).toMatchObject({
    delivered: 150,
    failed: twice.size,
  });
});

test("a row that is locked just now is counted when it is settled, its attempt once", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const calls = await claimedCalls(endpoint, 2, { outcome: "http_error", statusCode: 500 });
  const other = await connect();
  await other.query("begin");
  await other.query("select from delivery where id = $1 for update", [calls[0]?.held.deliveryId]);
  const first = await settleCalls(database(), calls, []);
  expect(first.busy).toHaveLength(1);
  expect(await compared()).toEqual(agreed(2));
  expect((await readOverview(operator)).types.created.failed).toBe(1);
  await other.query("rollback");
  other.release();
  expect(await settleCalls(database(), first.busy, [])).toEqual({ busy: [], lost: [] });
  expect(await compared()).toEqual(agreed(2));
  expect((await readOverview(operator)).types.created.failed).toBe(2);
  // What was written already is not counted when it is sent again.
  expect((await settleCalls(database(), calls, [])).lost).toHaveLength(2);
  expect(await compared()).toEqual(agreed(2));
  expect((await readOverview(operator)).types.created.failed).toBe(2);
});

test("a statement that rolls back counts nothing", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const calls = await claimedCalls(endpoint, 1);
  const refused = await claimedCalls(endpoint, 1, { responseBody: "a\0b" });
  await expect(settleCalls(database(), [...calls, ...refused], [])).rejects.toThrow();
  expect(await compared()).toEqual(agreed(0));
  await settleCalls(database(), calls, []);
  expect(await compared()).toEqual(agreed(1));
});

test("a call under way when its URL is removed counts as the call it was, its delivery as neither", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const calls = await claimedCalls(endpoint, 1, { outcome: "http_error", statusCode: 500 });
  await removeUrl(endpoint);
  expect(await compared()).toEqual(agreed(0));
  await settleCalls(database(), calls, []);
  expect(await compared()).toEqual(agreed(1));
  expect((await readOverview(operator)).types.created).toMatchObject({ delivered: 0, failed: 0 });
});

test("a resend that fails is an attempt and no second failed delivery; one that succeeds is delivered", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => ({ status: 500 }));
  await settleCalls(
    database(),
    await claimedCalls(endpoint, 1, { outcome: "http_error", statusCode: 500 }),
    [],
  );
  dispatcherHere({ retryScheduleMs: [] });
  const { rows } = await database().query<{ id: string }>("select id::text from delivery");
  const delivery = `dlv_${rows[0]?.id}`;
  await resendDelivery(operator, delivery);
  await eventuallyCount("attempt", "outcome = 'http_error'", 2);
  expect((await readOverview(operator)).types.created).toMatchObject({ delivered: 0, failed: 1 });
  receiver.answer(() => ({ status: 200 }));
  await resendDelivery(operator, delivery);
  await eventuallyCount("attempt", "outcome = 'delivered'", 1);
  expect((await readOverview(operator)).types.created).toMatchObject({ delivered: 1, failed: 1 });
  expect(await compared()).toEqual(agreed(3));
});

test("what a dead dispatcher was calling counts as interrupted, a late result not again", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => ({ delayMs: 60_000 }));
  const dead = await dispatcherProcess();
  await addDeliveries([endpoint], 3);
  await receiver.until((received) => received.length === 3);
  await dead.stop();
  receiver.answer(() => ({ status: 200 }));
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered'", 3);
  expect(await compared()).toEqual(agreed(6));
  const { outcomes } = await readAttemptSeries(operator, `ep_${endpoint}`, "24h");
  expect(outcomes).toContainEqual({ outcome: "interrupted", statusCode: null, count: 3 });

  const late = await claimedCalls(endpoint, 1);
  await lapseLeases(database());
  await database().query("select pg_notify('callboard_due', '')");
  await eventuallyCount("delivery", "status = 'delivered'", 4);
  expect((await settleCalls(database(), late, [])).lost).toHaveLength(1);
  expect(await compared()).toEqual(agreed(8));
});

test("the log is counted anew exactly, while dispatchers write", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  dispatcherHere();
  await addDeliveries([endpoint], 300);
  await eventually(async () => {
    await onSession((session) => recount(session, { wait: true }));
    expect((await compared())?.differences).toBe(0);
    return (await count("delivery", "status = 'delivered'")) === 300;
  });
  expect(await compared()).toEqual(agreed(300));
});

test("the last result of a URL is as old as the end of its call, which a receiver may hold up for seconds", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await settleCalls(database(), await claimedCalls(endpoint, 1), []);
  const { rows } = await database().query<{ ended: Date }>(
    "update attempt set started_at = started_at - interval '10 s' returning finished_at as ended",
  );
  expect((await readStatsOf(operator, `ep_${endpoint}`)).last?.at).toBe(rows[0]?.ended.toISOString());
});

test("what a release before wrote is counted once its last dispatcher is gone; until then the numbers say that they are not complete", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const calls = await claimedCalls(endpoint, 3);
  await settleCalls(database(), calls.slice(0, 1), []);
  // A dispatcher that knows nothing of stats registers, and settles without counting.
  await database().query("insert into dispatcher (host, pid, version) values ('here', 2, '0.9')");
  await settleCalls(database(), calls.slice(1), []);
  await database().query("delete from stats_entry where id = (select max(id) from stats_entry)");
  expect(await onSession(recountIsDue)).toBe(false);
  expect((await readOverview(operator)).complete).toBe(false);
  expect(await compared()).toBeNull();
  await database().query("delete from dispatcher where version = '0.9'");
  expect(await onSession(recountIsDue)).toBe(true);
  keeperHere();
  await eventually(async () => (await readOverview(operator)).complete);
  expect(await compared()).toEqual(agreed(3));
  expect(await readAttemptSeries(operator, `ep_${endpoint}`, "7d")).toMatchObject({
    complete: true,
    delivered: 3,
  });
  expect((await readStatsOf(operator, `ep_${endpoint}`)).last).toMatchObject({ outcome: "delivered" });
});

test("a release before that deletes stats kept now, and keeps none by minute, has the log counted anew once it is gone", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await settleCalls(database(), await claimedCalls(endpoint, 3), []);
  await onSession((session) => fold(session, newPosition()));
  const dispatchers =
    "insert into dispatcher (host, pid, version, protocol, keeps_stats) values ('here', 2, '1.0', 1, true)";
  await database().query(`${dispatchers}; delete from attempt_minute_stats`);
  expect(await onSession(recountIsDue)).toBe(false);
  const isComplete = async (span: "1h" | "24h" | "30d") =>
    (await readAttemptSeries(operator, `ep_${endpoint}`, span)).complete;
  expect([await isComplete("1h"), await isComplete("24h"), await isComplete("30d")]).toEqual([
    false,
    true,
    false,
  ]);
  await database().query("delete from dispatcher where version = '1.0'");
  keeperHere();
  await eventually(() => isComplete("30d"));
  expect(await readAttemptSeries(operator, `ep_${endpoint}`, "1h")).toMatchObject({
    complete: true,
    delivered: 3,
  });
  expect(await compared()).toEqual(agreed(3));
});

test("reconciliation finds stats that somebody changed, loses no delivery over it, and a recount mends them", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await settleCalls(database(), await claimedCalls(endpoint, 5), []);
  await onSession((session) => fold(session, newPosition()));
  expect(await compared()).toEqual(agreed(5));
  await database().query("update attempt_stats set attempts = attempts + 1");
  const found = await reconcile(operator);
  expect(found).toMatchObject({ unaccounted: 0, stats: { counted: 6, found: 5, differences: 1 } });
  expect(statsProblem(found)).toMatch(/differ from the log in 1 half hour .* reconcile --recount/);
  await database().query("update attempt_stats set attempts = attempts - 1");
  await database().query("update attempt_minute_stats set attempts = attempts + 1");
  expect(await compared()).toEqual({ counted: 5, found: 5, differences: 1 });
  await database().query("update attempt_minute_stats set attempts = attempts - 1");
  await database().query("update delivery_stats set delivered = 0");
  expect(await compared()).toEqual({ counted: 5, found: 5, differences: 1 });
  await onSession((session) => recount(session, { wait: true }));
  expect(await compared()).toEqual(agreed(5));
  expect(statsProblem(await reconcile(operator))).toBeNull();
});

test("an entry that commits behind a later one is folded, also after the fold has moved on", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const [slow, ...quick] = await claimedCalls(endpoint, 6);
  const other = await connect();
  await other.query("begin");
  const onlyOther = { connect: async () => ({ query: other.query.bind(other), release() {} }) };
  await settleCalls(onlyOther as unknown as Parameters<typeof settleCalls>[0], slow ? [slow] : [], []);
  const position = newPosition();
  for (const call of quick) {
    await settleCalls(database(), [call], []);
    expect(await onSession((session) => fold(session, position))).toBe(1);
  }
  await other.query("commit");
  other.release();
  expect(await onSession((session) => fold(session, position))).toBe(1);
  // A look begins behind what was folded once no older transaction of the server runs, those of other databases among them.
  await eventually(async () => {
    await onSession((session) => fold(session, position));
    return position.after !== "0";
  });
  expect(await compared()).toEqual(agreed(6));
});

test("stats older than any screen shows are deleted; what waited too long counts as failed", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await settleCalls(database(), await claimedCalls(endpoint, 2), []);
  await onSession((session) => fold(session, newPosition()));
  await database().query(
    `insert into attempt_stats select endpoint_id, half_hour - interval '32 d', outcome, status_code, latency, attempts from attempt_stats;
     insert into delivery_stats select half_hour - interval '32 d', endpoint_id, event_type, delivered, failed from delivery_stats;
     insert into attempt_minute_stats
       select endpoint_id, minute - interval '3 h', outcome, status_code, latency, attempts from attempt_minute_stats`,
  );
  await onSession((session) => pruneStats(session, newPosition()));
  for (const table of ["attempt_stats", "delivery_stats", "attempt_minute_stats"]) {
    expect(await count(table, "true")).toBe(1);
  }
  await addDeliveries([endpoint], 1);
  await database().query("update endpoint set state = 'suspended'");
  await database().query(
    "update delivery set created_at = now() - interval '40 d', next_at = now() - interval '40 d' where done_at is null",
  );
  expect(await onSession((session) => prune(session, { days: 30 }))).toMatchObject({ expired: 1 });
  expect((await readOverview(operator)).types.created).toMatchObject({ delivered: 2, failed: 1 });
});

test("the numbers of the pages read no attempt, however many there are", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await settleCalls(database(), await claimedCalls(endpoint, 20), []);
  const locker = await connect();
  try {
    await locker.query("begin");
    await locker.query("lock table attempt in access exclusive mode");
    expect(await readAttemptSeries(operator, `ep_${endpoint}`, "7d")).toMatchObject({ delivered: 20 });
    expect((await readOverview(operator)).types.created.delivered).toBe(20);
  } finally {
    await locker.query("rollback");
    locker.release();
  }
});
