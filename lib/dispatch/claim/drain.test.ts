import { expect, test } from "vitest";
import { newLane, pace, recover } from "./lane";

/** How many calls begin to an endpoint in each of the seconds after it recovered, where `sharers` dispatchers share its rate. */
function begunInEachSecond(seconds: number, sharers: number): number[] {
  const lane = newLane(1);
  recover(lane, 0, 0);
  const begun = Array.from({ length: seconds }, () => 0);
  for (let nowMs = 0; nowMs < seconds * 1_000; nowMs += 1) {
    if (nowMs < lane.notBeforeMs) continue;
    begun[Math.floor(nowMs / 1_000)] = (begun[Math.floor(nowMs / 1_000)] ?? 0) + 1;
    pace(lane, nowMs, sharers);
  }
  return begun;
}

test("after a recovery the rate of calls begins at ten a second and doubles every second", () => {
  const [first = 0, ...later] = begunInEachSecond(5, 1);
  expect(first).toBeGreaterThanOrEqual(12);
  expect(first).toBeLessThanOrEqual(16);
  let before = first;
  for (const one of later) {
    expect(one / before).toBeGreaterThan(1.7);
    expect(one / before).toBeLessThan(2.2);
    before = one;
  }
});

test("dispatchers share the rate", () => {
  const [alone = 0, shared = 0] = [begunInEachSecond(3, 1)[2], begunInEachSecond(3, 4)[2]];
  expect(shared).toBeGreaterThanOrEqual(Math.floor(alone / 4) - 1);
  expect(shared).toBeLessThanOrEqual(Math.ceil(alone / 4) + 1);
});

test("ten seconds after the recovery nothing is spaced any more", () => {
  const lane = newLane(1);
  recover(lane, 0, 9_999);
  pace(lane, 9_999, 1);
  expect([lane.recoveredAtMs, lane.notBeforeMs > 9_999]).toEqual([0, true]);
  pace(lane, 10_000, 1);
  expect(lane.recoveredAtMs).toBeNull();
  recover(lane, 0, 10_000);
  expect([lane.recoveredAtMs, lane.notBeforeMs]).toEqual([null, 0]);
});
