import { expect, test } from "vitest";
import { millisecondsText, scaleOf, tickText, timesOf, widthOf } from "./attempt-times";

const none = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: null };

test("an attempt's phases add up to its total", () => {
  const times = timesOf({ dnsMs: 2, connectMs: 11, tlsMs: 24, firstByteMs: 93, totalMs: 131 });
  expect(times?.phases).toEqual([
    { phase: "start", ms: 1 },
    { phase: "DNS", ms: 2 },
    { phase: "connect", ms: 11 },
    { phase: "TLS", ms: 24 },
    { phase: "wait", ms: 93 },
  ]);
  expect(timesOf(none)).toBeNull();
});

test("on a kept connection there is only the wait, and what was never answered waited to its end", () => {
  expect(timesOf({ ...none, firstByteMs: 10.8, totalMs: 11 })?.phases).toEqual([{ phase: "wait", ms: 10.8 }]);
  expect(timesOf({ ...none, dnsMs: 1, connectMs: 2, totalMs: 10_003 })?.phases).toEqual([
    { phase: "DNS", ms: 1 },
    { phase: "connect", ms: 2 },
    { phase: "wait", ms: 10_000 },
  ]);
});

test("11 ms and 10 s stand on one scale", () => {
  const scale = scaleOf([11, 10_003]);
  expect(scale.ticksMs.map(tickText)).toEqual(["0", "2.5 s", "5 s", "7.5 s", "10 s"]);
  expect(widthOf(10_003, scale)).toBe(100);
  expect(widthOf(11, scale)).toBeCloseTo(0.11);
  expect([11, 10_003, 0.84].map(millisecondsText)).toEqual(["11", "10,003", "0.8"]);
});

test.each([0.4, 1, 7, 11, 99, 131, 1_001, 3_900, 9_999])(
  "a scale to %d ms holds it, in at most five round steps",
  (ms) => {
    const { maxMs, ticksMs } = scaleOf([ms]);
    expect(maxMs * 1.03).toBeGreaterThanOrEqual(ms);
    expect(maxMs).toBeLessThanOrEqual(Math.max(ms * 2, 1));
    expect(ticksMs.length).toBeLessThanOrEqual(6);
  },
);
