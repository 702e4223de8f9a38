import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { dispatcherLifeLockClass } from "@/lib/db/locks";
import type { Call } from "@/lib/dispatch/begin-calls";
import { validForMs } from "@/lib/dispatch/held-delivery";
import { leaveRated, takeRated } from "@/lib/dispatch/membership/take-rated";
import { setRate } from "@/lib/endpoints/set-rate";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { callForReal, dispatcherHere, dispatcherProcess } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { callsUntil, countCall, type RateLimit, toleranceMs } from "./rate-limit";

/** A URL's rate, kept by all dispatchers together (docs/decisions/0063). */

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  await emptyAudit();
});
afterEach(() => receiver.close());

/** When calls began, on the one clock of all dispatchers in this process. */
function recordedCalls() {
  const begun: { endpointId: number; atMs: number; by: number }[] = [];
  const call: Call = (held, endpoint) => {
    begun.push({ endpointId: held.endpointId, atMs: performance.now(), by: held.dispatcherId });
    return callForReal(held, endpoint);
  };
  return { begun, call };
}

/** In no span do more begin than those of the span and of the tolerance at this rate, and one; and one whose begin was noted late. */
function expectWithin(timesMs: readonly number[], perSecond: number): void {
  const times = [...timesMs].sort((a, b) => a - b);
  const excesses = times.flatMap((from, first) =>
    times.slice(first).flatMap((to, n) => {
      const allowed = ((to - from + toleranceMs) * perSecond) / 1_000 + 2;
      return n + 1 > allowed + 1e-6 ? [{ from, to, calls: n + 1, allowed }] : [];
    }),
  );
  expect(excesses).toEqual([]);
}

test("two dispatchers together keep the rate of a URL, and each delivery goes out once; other URLs are not held up", async () => {
  const slow = await addEndpoint(`${receiver.url}/slow`);
  const free = await addEndpoint(`${receiver.url}/free`);
  await setRate(operator, `ep_${slow}`, { perSecond: 20, atOnce: null });
  const { begun, call } = recordedCalls();
  const dispatchers = [1, 2].map(() => dispatcherHere({ call }));
  await eventually(async () => dispatchers.every((one) => one.identity() !== null));
  await addDeliveries([slow, free], 50);
  await eventuallyCount("delivery", `endpoint_id = ${free} and status = 'delivered'`, 50);
  expect(await count("delivery", `endpoint_id = ${slow} and status = 'pending'`)).toBeGreaterThan(0);
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 100);
  const times = begun.filter(({ endpointId }) => endpointId === slow).map(({ atMs }) => atMs);
  expect(times).toHaveLength(50);
  expectWithin(times, 20);
  // One dispatcher alone calls it.
  expect(new Set(begun.filter(({ endpointId }) => endpointId === slow).map(({ by }) => by)).size).toBe(1);
});

test("no more calls are under way at once than is set, whatever number each dispatcher may make", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await setRate(operator, `ep_${endpoint}`, { perSecond: null, atOnce: 3 });
  let [open, most] = [0, 0];
  receiver.answer(async () => {
    open += 1;
    most = Math.max(most, open);
    await eventually(async () => receiver.received.length >= 6 || open === 3);
    open -= 1;
    return {};
  });
  for (const _ of [1, 2, 3]) dispatcherHere();
  await addDeliveries([endpoint], 30);
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 30);
  expect(most).toBe(3);
});

test("a rate holds for every call that begins after the save has returned, and its end as well", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const { begun, call } = recordedCalls();
  for (const _ of [1, 2]) dispatcherHere({ call });
  await addDeliveries([endpoint], 600);
  await eventually(async () => begun.length > 50);
  await setRate(operator, `ep_${endpoint}`, { perSecond: 10, atOnce: null });
  const savedAtMs = performance.now();
  const before = begun.length;
  await eventually(async () => begun.length >= before + 12);
  const after = begun.map(({ atMs }) => atMs).filter((atMs) => atMs > savedAtMs);
  expectWithin(after, 10);
  expect(await count("delivery", "status = 'pending'")).toBeGreaterThan(100);
  await setRate(operator, `ep_${endpoint}`, { perSecond: null, atOnce: null });
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 600);
  const { rows } = await database().query(
    "select before, after from audit_entry where action = 'endpoint.rate_set' order by id",
  );
  const none = { perSecond: null, atOnce: null };
  const ten = { perSecond: 10, atOnce: null };
  expect(rows).toEqual([
    { before: none, after: ten },
    { before: ten, after: none },
  ]);
});

test("when the dispatcher that calls it leaves or is killed, another goes on within the rate", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await setRate(operator, `ep_${endpoint}`, { perSecond: 10, atOnce: null });
  const killed = await dispatcherProcess();
  await addDeliveries([endpoint], 40);
  await receiver.until((received) => received.length >= 5);
  const calls = recordedCalls();
  const next = dispatcherHere({ call: calls.call });
  await eventually(async () => next.identity() !== null);
  const killedAtMs = performance.now();
  await killed.stop();
  await eventually(async () => calls.begun.length >= 10);
  // The one that is gone might have begun what it had validated.
  expect((calls.begun[0]?.atMs ?? 0) - killedAtMs).toBeGreaterThanOrEqual(validForMs);
  const last = recordedCalls();
  const third = dispatcherHere({ call: last.call });
  await eventually(async () => third.identity() !== null);
  await next.stop();
  await eventuallyCount("delivery", "status = 'delivered'", 40);
  expect(last.begun.length).toBeGreaterThan(0);
  expectWithin(
    [...calls.begun, ...last.begun].map(({ atMs }) => atMs),
    10,
  );
  expect(await count("delivery", "attempts > 2")).toBe(0);
  expect(await count("endpoint", `called_by = ${third.identity()}`)).toBe(1);
});

test("a URL is taken from no living dispatcher; who takes it from a dead one waits as long as that may be at it", async () => {
  const [free, dead, deadAtOnce, living] = [
    await addEndpoint("https://a.example.com/"),
    await addEndpoint("https://b.example.com/"),
    await addEndpoint("https://c.example.com/"),
    await addEndpoint("https://d.example.com/"),
  ];
  // One that lives and does nothing.
  const life = await database().connect();
  onTestFinished(() => life.release(true));
  const { rows } = await life.query<{ id: number }>(
    "insert into dispatcher (host, pid, version) values ('here', 1, '1') returning id",
  );
  await life.query("select pg_advisory_lock($1, $2)", [dispatcherLifeLockClass, rows[0]?.id]);
  await database().query(
    `update endpoint set max_per_second = 5, max_at_once = case when id = $1 then 1 end,
       called_by = case id when $2 then null when $3 then $4 else -1 end`,
    [deadAtOnce, free, living, rows[0]?.id],
  );
  const all = [free, dead, deadAtOnce, living];
  expect(
    (await takeRated(database(), 77, all, 1)).sort((one, other) => one.endpointId - other.endpointId),
  ).toEqual([
    { endpointId: free, waitMs: 0 },
    { endpointId: dead, waitMs: validForMs },
    { endpointId: deadAtOnce, waitMs: validForMs + 10_500 },
  ]);
  // A share for each that looks at the same time.
  await database().query("update endpoint set called_by = null");
  expect(await takeRated(database(), 78, all, 3)).toHaveLength(2);
  await leaveRated(database(), 78);
  expect(await count("endpoint", "called_by is not null")).toBe(0);
});

test("a call every ten seconds holds nothing in a lease for long: what waits is free for a save", () => {
  const limit: RateLimit = { perSecond: 0.1, atOnce: null, nextMs: 0 };
  countCall(limit, 0);
  expect(callsUntil(limit, 9_000)).toBe(0);
  expect(callsUntil(limit, 10_000)).toBe(1);
  expect(callsUntil({ ...limit, perSecond: null }, 10_000)).toBe(Number.POSITIVE_INFINITY);
});
