import { afterEach, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import type { Call } from "@/lib/dispatch/begin-calls";
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
  for (const _ of [1, 2]) dispatcherHere({ call });
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
  await killed.stop();
  await eventually(async () => calls.begun.length >= 10);
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

test("a call every ten seconds holds nothing in a lease for long: what waits is free for a save", () => {
  const limit: RateLimit = { perSecond: 0.1, atOnce: null, nextMs: 0 };
  countCall(limit, 0);
  expect(callsUntil(limit, 9_000)).toBe(0);
  expect(callsUntil(limit, 10_000)).toBe(1);
  expect(callsUntil({ ...limit, perSecond: null }, 10_000)).toBe(Number.POSITIVE_INFINITY);
});
