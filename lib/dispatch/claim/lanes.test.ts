import { expect, test } from "vitest";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { createLanes } from "./lanes";

let made = 0;
const held = (endpointId: number): HeldDelivery => {
  made += 1;
  return {
    deliveryId: String(made),
    attemptNumber: 1,
    dispatcherId: 1,
    endpointId,
    eventId: `evt_${made}`,
    eventType: "created",
    instanceId: "a-1",
    processName: "A",
    dueAt: "2026-01-01",
    overdueMs: 0,
    claimedAtMs: performance.now(),
    validatedAtMs: performance.now(),
    isProbe: false,
    resendBy: null,
    resendFrom: null,
  };
};

/** Lanes for these endpoints with `each` deliveries waiting in each. */
function filled(endpointIds: number[], each: number) {
  const lanes = createLanes({ maxInFlight: 64, maxPerEndpoint: 8 });
  lanes.keepOnly(endpointIds);
  const requests = lanes.requests(true, 0);
  lanes.enqueueClaimed(
    requests,
    endpointIds.flatMap((id) => Array.from({ length: each }, () => held(id))),
  );
  return lanes;
}

function begin(lanes: ReturnType<typeof createLanes>): Map<number, number> {
  const begun = new Map<number, number>();
  for (;;) {
    const next = lanes.begin(performance.now(), 0);
    if (!next) return begun;
    begun.set(next.endpointId, (begun.get(next.endpointId) ?? 0) + 1);
  }
}

test("eight endpoints that hang leave slots for those that have no call under way", () => {
  const lanes = filled([1, 2, 3, 4, 5, 6, 7, 8], 20);
  const hanging = begin(lanes);
  expect([...hanging.values()].reduce((sum, n) => sum + n, 0)).toBe(56);
  lanes.keepOnly([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  lanes.enqueueClaimed(lanes.requests(true, 0), [held(9), held(9), held(10)]);
  expect(begin(lanes)).toEqual(
    new Map([
      [9, 1],
      [10, 1],
    ]),
  );
});

test("failing endpoints together get one half of the slots, however many they are", () => {
  const many = Array.from({ length: 100 }, (_, n) => n + 1);
  const lanes = filled([...many, 999], 5);
  for (const id of many) lanes.markFailing(id, true);
  const begun = begin(lanes);
  expect(begun.get(999)).toBe(5);
  begun.delete(999);
  expect([...begun.values()].reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(32);
});

test("one endpoint alone gets all slots that are its own", () => {
  expect(begin(filled([1], 20)).get(1)).toBe(8);
});

test("with more endpoints than one claim can ask for, each is looked at from the beginning again and again", () => {
  const ids = Array.from({ length: 50 }, (_, n) => n + 1);
  const lanes = createLanes({ maxInFlight: 64, maxPerEndpoint: 8 });
  lanes.keepOnly(ids);
  const claim = (all: boolean) => {
    const requests = lanes.requests(all, 0);
    // Each had one delivery due, which was called and is done.
    const claimed = requests.map(({ lane }) => held(lane.endpointId));
    lanes.enqueueClaimed(requests, claimed);
    for (const { endpointId } of claimed) {
      lanes.begin(performance.now(), 0);
      lanes.end(held(endpointId));
    }
    return requests.filter(({ after }) => after === null).map(({ lane }) => lane.endpointId);
  };
  const fromTheBeginning = () => new Set([...claim(true), ...claim(false)]);
  for (let sweep = 1; sweep <= 3; sweep += 1) {
    expect([sweep, fromTheBeginning()]).toEqual([sweep, new Set(ids)]);
  }
});

test("an endpoint whose lane was closed while a claim for it was under way is not asked for again", () => {
  const lanes = filled([1, 2], 1);
  expect(begin(lanes)).toEqual(
    new Map([
      [1, 1],
      [2, 1],
    ]),
  );
  const requests = lanes.requests(true, 0);
  lanes.keepOnly([2]);
  const claimed = requests.flatMap(({ lane, limit }) =>
    lane.endpointId === 1 ? Array.from({ length: limit }, () => held(1)) : [],
  );
  expect(lanes.enqueueClaimed(requests, claimed)).toEqual(claimed);
  expect(lanes.shouldRefill(0)).toBe(false);
  lanes.expectBacklog([1]);
  expect(lanes.shouldRefill(0)).toBe(false);
  lanes.expectBacklog([2]);
  expect(lanes.shouldRefill(0)).toBe(true);
});

/** Lanes for these endpoints with so many bulk resends, and live deliveries, waiting in each. */
function withResends(endpointIds: number[], { resends, live }: { resends: number; live: number }) {
  const lanes = filled(endpointIds, live);
  lanes.resends.expectBacklog();
  const each = endpointIds.flatMap((id) => Array.from({ length: resends }, () => held(id)));
  lanes.resends.enqueueClaimed(lanes.resends.requests(), each);
  return lanes;
}

test("while nothing live waits, bulk resends get all slots of an endpoint but one, and leave some of all", () => {
  expect(begin(withResends([1], { resends: 20, live: 0 }))).toEqual(new Map([[1, 7]]));
  const many = begin(withResends([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { resends: 20, live: 0 }));
  expect([...many.values()].reduce((sum, n) => sum + n, 0)).toBe(56);
});

test("beside live deliveries that wait, bulk resends get a quarter of an endpoint's slots, one call in nine", () => {
  const lanes = withResends([1], { resends: 20, live: 30 });
  const resent = new Set(lanes.resends.waiting());
  const calling: HeldDelivery[] = [];
  const order: string[] = [];
  for (let n = 0; n < 30; n += 1) {
    for (let next = lanes.begin(performance.now(), 0); next; next = lanes.begin(performance.now(), 0)) {
      calling.push(next);
      order.push(resent.has(next) ? "resend" : "live");
    }
    expect(calling.filter((one) => resent.has(one)).length).toBeLessThanOrEqual(2);
    const [ended] = calling.splice(0, 1);
    if (ended && lanes.waitingCount() > 0) lanes.end(ended);
  }
  expect(order.slice(0, 27).filter((one) => one === "resend")).toHaveLength(3);
});

test("what was validated more than 2.5 seconds ago waits until it is validated again", () => {
  const lanes = filled([1], 2);
  const [first, second] = lanes.waiting();
  const nowMs = 10_000;
  for (const [held, validatedAtMs] of [
    [first, nowMs - 2_500],
    [second, nowMs],
  ] as const)
    if (held) held.validatedAtMs = validatedAtMs;
  expect(lanes.begin(nowMs, 0)).toBeNull();
  if (first) first.validatedAtMs = nowMs - 2_499;
  expect(lanes.begin(nowMs, 0)).toBe(first);
  // A clock that jumped voids what was validated before, however lately.
  expect(lanes.begin(nowMs, 0, nowMs)).toBeNull();
  expect(lanes.begin(nowMs, 0, nowMs - 1)).toBe(second);
});

test("an endpoint that is to be called no more keeps its slots until its calls have ended", () => {
  const lanes = filled([1], 20);
  expect(begin(lanes).get(1)).toBe(8);
  const waiting = lanes.waiting();
  expect(lanes.keepOnly([])).toEqual(waiting);
  expect([lanes.waitingCount(), lanes.callingCount(), begin(lanes).size]).toEqual([0, 8, 0]);
  // Back again before they have: what is under way counts.
  lanes.keepOnly([1]);
  lanes.enqueueClaimed(lanes.requests(true, 0), [held(1)]);
  expect(begin(lanes).size).toBe(0);
  lanes.end(held(1));
  expect(begin(lanes).get(1)).toBe(1);
});

test("what waited for an endpoint that is to be called no more holds back no bulk resends", () => {
  const lanes = filled([11], 20);
  const others = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  lanes.keepOnly(others);
  lanes.resends.expectBacklog();
  lanes.resends.enqueueClaimed(
    lanes.resends.requests(),
    others.flatMap((id) => Array.from({ length: 20 }, () => held(id))),
  );
  expect([...begin(lanes).values()].reduce((sum, n) => sum + n, 0)).toBe(56);
});

test("a claim that brought all it asked for makes another one pay", () => {
  const lanes = createLanes({ maxInFlight: 64, maxPerEndpoint: 8 });
  lanes.keepOnly([1]);
  const claim = (count: (limit: number) => number) => {
    const requests = lanes.requests(true, 0);
    const claimed = requests.flatMap(({ limit }) => Array.from({ length: count(limit) }, () => held(1)));
    expect(lanes.enqueueClaimed(requests, claimed)).toEqual([]);
    for (const one of claimed) {
      lanes.begin(performance.now(), 0);
      lanes.end(one);
    }
    return lanes.shouldRefill(0);
  };
  expect(claim((limit) => limit)).toBe(true);
  expect(claim((limit) => limit - 1)).toBe(false);
});

test("what was claimed for an endpoint that is known no more is released", () => {
  const lanes = filled([1], 0);
  const unknown = held(2);
  expect(lanes.enqueueClaimed([], [unknown])).toEqual([unknown]);
});

test("the single call to a probed endpoint uses a slot, and its lane takes nothing in", () => {
  const lanes = createLanes({ maxInFlight: 64, maxPerEndpoint: 8 });
  lanes.beginProbe(1);
  expect([lanes.callingCount(), lanes.openSlots(0)]).toEqual([1, 63]);
  const early = held(1);
  expect(lanes.enqueueClaimed([], [early])).toEqual([early]);
  lanes.end(early);
  expect(lanes.callingCount()).toBe(0);
});
