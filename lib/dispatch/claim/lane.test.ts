import { expect, test } from "vitest";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import {
  callable,
  enqueue,
  isDueBefore,
  type Lane,
  newLane,
  noteScanned,
  recover,
  shareOut,
  soonestMs,
} from "./lane";

const at = (dueAt: string, deliveryId: string) => ({ dueAt, deliveryId });
const scanned = (endpointId: number, dueAt: string, deliveryId: string) => ({
  endpointId,
  dueAt,
  deliveryId,
});
const laneOf = (endpointId: number, change: Partial<Lane> = {}) => Object.assign(newLane(endpointId), change);

test.each([
  [at("2026-01-01", "9"), at("2026-01-02", "1"), true],
  [at("2026-01-02", "1"), at("2026-01-01", "9"), false],
  [at("2026-01-01", "9"), at("2026-01-01", "10"), true],
  [at("2026-01-01", "10"), at("2026-01-01", "9"), false],
  [at("2026-01-01", "8"), at("2026-01-01", "9"), true],
  [at("2026-01-01", "9"), at("2026-01-01", "9"), false],
  [at("2026-01-01", "9"), undefined, false],
])("%o is due before %o: %s", (one, other, expected) => {
  expect(isDueBefore(one, other)).toBe(expected);
});

test("what waits stands in the order in which it was due", () => {
  const lane = laneOf(1);
  const all = ["3", "1", "10", "2", "9"].map(
    (id) => ({ ...at("2026-01-01", id), endpointId: 1 }) as HeldDelivery,
  );
  for (const one of all) enqueue(lane, one);
  expect(lane.waiting.map(({ deliveryId }) => deliveryId)).toEqual(["1", "2", "3", "9", "10"]);
});

test("the capacity is shared evenly; who gets none looks from the beginning next", () => {
  const cursor = at("2026-01-01", "5");
  const lanes = [1, 2, 3].map((id) => laneOf(id, { cursor, hasNewBacklog: true }));
  const share = (capacity: number, all: boolean, capacityOf = (_: Lane) => 32) =>
    shareOut(lanes, { capacity, all, capacityOf }).map(({ lane, limit, after }) => [
      lane.endpointId,
      limit,
      after,
    ]);
  expect(share(6, false)).toEqual([
    [1, 2, cursor],
    [2, 2, cursor],
    [3, 2, cursor],
  ]);
  expect(lanes.map(({ hasNewBacklog }) => hasNewBacklog)).toEqual([false, false, false]);
  expect(share(7, true, ({ endpointId }) => (endpointId === 1 ? 1 : 32))).toEqual([
    [1, 1, null],
    [2, 3, null],
    [3, 3, null],
  ]);
  expect(share(2, false)).toEqual([
    [1, 1, cursor],
    [2, 1, cursor],
  ]);
  expect(lanes.map(({ hasBacklog }) => hasBacklog)).toEqual([false, false, true]);
  expect(lanes[2]?.cursor).toEqual(cursor);
  expect(share(2, true)).toHaveLength(2);
  expect(lanes[2]?.cursor).toBeNull();
  expect(share(0, false)).toEqual([]);
});

test("a claim that brought all it asked for may have left more, and the next begins behind its last", () => {
  const [full, short, none, closed, told] = [
    laneOf(1),
    laneOf(2, { hasBacklog: true }),
    laneOf(3, { cursor: at("2026-01-01", "1") }),
    laneOf(4, { closed: true }),
    laneOf(5, { hasNewBacklog: true, hasBacklog: true }),
  ];
  const requests = [full, short, none, closed, told].map((lane) => ({ lane, limit: 2, after: null }));
  noteScanned(requests, [
    scanned(1, "2026-01-02", "4"),
    scanned(1, "2026-01-01", "9"),
    scanned(2, "2026-01-01", "5"),
    scanned(4, "2026-01-01", "6"),
    scanned(4, "2026-01-01", "7"),
    scanned(5, "2026-01-01", "8"),
  ]);
  expect([full, short, none, closed, told].map(({ hasBacklog }) => hasBacklog)).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
  expect(full.cursor).toEqual(at("2026-01-02", "4"));
  expect(none.cursor).toEqual(at("2026-01-01", "1"));
  // What has come since may stand before: it begins at the beginning.
  expect(told.cursor).toBeNull();
});

test("the soonest that a rate holds back is waited for", () => {
  const lanes = [100, 50, 7].map((notBeforeMs, n) => laneOf(n, { notBeforeMs }));
  expect(soonestMs(lanes, 10)).toBe(40);
  expect(soonestMs(lanes, 50)).toBe(50);
  expect(soonestMs(lanes, 100)).toBeNull();
});

test("an endpoint that has not recovered lately is not held back", () => {
  const lane = laneOf(1, { notBeforeMs: 500 });
  recover(lane, 1_000, 1_500);
  expect([lane.recoveredAtMs, lane.notBeforeMs]).toEqual([1_000, 500]);
  recover(lane, null, 1_500);
  expect([lane.recoveredAtMs, lane.notBeforeMs]).toEqual([null, 0]);
});

test("of what waits as many can be called as have slots, but none that its rate holds back", () => {
  const waiting = Array.from({ length: 5 }, () => ({}) as HeldDelivery);
  const lanes = [
    laneOf(1, { waiting }),
    laneOf(2, { waiting, calling: 6 }),
    laneOf(3, { waiting, notBeforeMs: Number.POSITIVE_INFINITY }),
    laneOf(4, { waiting, failing: true }),
  ];
  expect(callable(lanes, { mayUseSlot: ({ failing }) => !failing, maxCallsOf: () => 8 })).toBe(7);
});
