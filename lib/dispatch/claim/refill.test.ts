import { expect, test } from "vitest";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { newLane } from "./lane";
import { type LaneSet, mayUseSlot, newLaneSet, refresh } from "./lane-set";
import { claimRequests, hasCapacity, hasCapacityFor, shouldRefill } from "./refill";

/** 64 places in all, 16 of an endpoint, and no slot kept free. */
function setOf(lanes: Partial<ReturnType<typeof newLane>>[], change: Partial<LaneSet> = {}): LaneSet {
  const set = Object.assign(newLaneSet({ maxInFlight: 8, maxPerEndpoint: 4 }), change);
  lanes.forEach((one, n) => {
    const lane = Object.assign(newLane(n + 1), one);
    set.lanes.set(lane.endpointId, lane);
    set.waiting += lane.waiting.length;
    set.calling += lane.calling;
    refresh(set, lane);
  });
  return set;
}
const waiting = (n: number) => Array.from({ length: n }, () => ({}) as HeldDelivery);

test("a look at everything needs an eighth of the places; results that are not written use some too", () => {
  expect(hasCapacity(setOf([], { waiting: 50, calling: 6 }), 0)).toBe(true);
  expect(hasCapacity(setOf([], { waiting: 50, calling: 6 }), 1)).toBe(false);
  expect(hasCapacity(setOf([], { waiting: 51, calling: 6 }), 0)).toBe(false);
});

test("one more may be held where its endpoint has a place, and all together have", () => {
  const set = setOf([
    { waiting: waiting(12), calling: 3 },
    { waiting: waiting(12), calling: 4 },
    { closed: true },
  ]);
  const may = (id: number, unsettled = 0) => hasCapacityFor(set, set.lanes.get(id), unsettled);
  expect([may(1), may(2), may(3), may(4)]).toEqual([true, false, false, false]);
  expect([may(1, 32), may(1, 33)]).toEqual([true, false]);
});

test("a claim pays where one with more due has half of its share free, and not before", () => {
  const wants = (lane: Parameters<typeof setOf>[0][number], more: Parameters<typeof setOf>[0] = []) =>
    shouldRefill(setOf([lane, ...more]), 0);
  expect(wants({ hasBacklog: true })).toBe(true);
  expect(wants({ hasBacklog: false })).toBe(false);
  // Its share is its 16 places: eight must be free.
  expect(wants({ hasBacklog: true, waiting: waiting(8) })).toBe(true);
  expect(wants({ hasBacklog: true, waiting: waiting(9) })).toBe(false);
  expect(wants({ hasBacklog: true, waiting: waiting(5), calling: 4 })).toBe(false);
  // Of eight endpoints each has a share of eight places: four must be free.
  const seven = Array.from({ length: 7 }, () => ({}));
  expect(wants({ hasBacklog: true, waiting: waiting(4) }, seven)).toBe(true);
  expect(wants({ hasBacklog: true, waiting: waiting(5) }, seven)).toBe(false);
});

test("while half of all places are taken, it pays only where what waits would not last", () => {
  const full = { waiting: waiting(16), calling: 0 };
  const wanting = { hasBacklog: true };
  // 48 of 64 places are taken; each of three could begin four calls, which last.
  expect(shouldRefill(setOf([wanting, full, full, full]), 0)).toBe(false);
  // The slots of those that wait are used: nothing of what waits could begin.
  const busy = { waiting: waiting(12), calling: 4 };
  expect(shouldRefill(setOf([wanting, busy, busy, busy]), 0)).toBe(true);
  expect(shouldRefill(setOf([wanting]), 64)).toBe(false);
});

test("who was asked for goes to the end; who is closed, full or without more is not asked for", () => {
  const set = setOf([
    { hasBacklog: true },
    { hasBacklog: true },
    { hasBacklog: true, closed: true },
    { hasBacklog: true, waiting: waiting(16) },
    {},
  ]);
  expect(claimRequests(set, false, 47).map(({ lane, limit }) => [lane.endpointId, limit])).toEqual([[1, 1]]);
  expect([...set.lanes.keys()]).toEqual([2, 3, 4, 5, 1]);
  expect(claimRequests(set, true, 0).map(({ lane, limit }) => [lane.endpointId, limit])).toEqual([
    [2, 16],
    [5, 16],
    [1, 16],
  ]);
});

test("failing endpoints get half of the slots; a second call to one leaves some free where there are many", () => {
  const lane = newLane(1);
  const of64 = newLaneSet({ maxInFlight: 64, maxPerEndpoint: 8 });
  expect([of64.reserved, newLaneSet({ maxInFlight: 63, maxPerEndpoint: 8 }).reserved]).toEqual([8, 0]);
  const may = (calling: number, change: Partial<typeof lane> = {}) =>
    mayUseSlot({ ...of64, calling }, { ...lane, ...change });
  expect([may(55, { calling: 1 }), may(56, { calling: 1 }), may(63)]).toEqual([true, false, true]);
  expect([may(31, { failing: true }), may(32, { failing: true })]).toEqual([true, false]);
});
