import { expect, test } from "vitest";
import {
  attemptsAhead,
  defaultRetrySchedule,
  nextWaitMs,
  parseRetrySchedule,
  scheduledAttempts,
} from "./retry-schedule";

const s = 1_000;
const m = 60 * s;
const h = 60 * m;
const lowest = 0;
const middle = 0.5;
const highest = 1 - Number.EPSILON;

test("the default schedule waits nine times, two days and a half and more in all", () => {
  expect(parseRetrySchedule(defaultRetrySchedule)).toEqual([
    5 * s,
    5 * m,
    30 * m,
    2 * h,
    5 * h,
    10 * h,
    14 * h,
    20 * h,
    24 * h,
  ]);
});

test.each([
  ["none", []],
  [" none ", []],
  ["1s", [s]],
  ["1s, 2m ,3h", [s, 2 * m, 3 * h]],
  ["2d", [48 * h]],
  ["0s", [0]],
])("%j is %j", (text, waits) => {
  expect(parseRetrySchedule(text)).toEqual(waits);
});

test.each(["", "5", "5s,", "5s,,5m", "-5s", "1.5h", "5 s", "none,5s", "5w", "NONE", "1e3s"])(
  "%j is not a schedule, and the message names the part",
  (text) => {
    expect(() => parseRetrySchedule(text)).toThrow(
      /^".*" is not a duration; write for example 30s, 5m or 120h$/,
    );
  },
);

const schedule = [5 * s, 5 * m, 24 * h];
const wait = (attemptNumber: number, random: number, retryAfterMs: number | null = null) =>
  nextWaitMs(schedule, attemptNumber, { random, retryAfterMs });

test.each([
  [1, 5 * s],
  [2, 5 * m],
  [3, 24 * h],
])("after failed attempt %i the wait is %i ms, 20 %% less or more", (attemptNumber, scheduled) => {
  expect(wait(attemptNumber, lowest)).toBe(0.8 * scheduled);
  expect(wait(attemptNumber, middle)).toBe(scheduled);
  expect(wait(attemptNumber, highest)).toBe(1.2 * scheduled);
  for (let n = 0; n < 1_000; n++) {
    const some = wait(attemptNumber, Math.random());
    expect(some).toBeGreaterThanOrEqual(0.8 * scheduled);
    expect(some).toBeLessThanOrEqual(1.2 * scheduled);
  }
});

test.each([
  ["the schedule is used up", schedule, 4],
  ["it was used up long ago (resent by hand)", schedule, 40],
  ["there are no retries", [], 1],
])("there is no further attempt when %s, whatever the receiver asks for", (_when, waits, attemptNumber) => {
  for (const retryAfterMs of [null, 7 * s, 48 * h])
    expect(nextWaitMs(waits, attemptNumber, { random: middle, retryAfterMs })).toBeNull();
});

test.each([
  ["longer than the wait is honoured, and never shortened", 1, lowest, 7 * s, 7 * s],
  ["longer, though the wait came out at its longest", 1, highest, 7 * s, 7 * s],
  ["shorter leaves the wait as it is", 2, middle, 7 * s, 5 * m],
  ["within the wait's own variation: the longer one counts", 1, highest, 5.5 * s, 6 * s],
  ["beyond 24 h is 24 h", 1, middle, 240 * h, 24 * h],
  ["beyond 24 h does not shorten a longer wait", 3, highest, 240 * h, 28.8 * h],
  ["of nothing", 1, middle, 0, 5 * s],
  ["below nothing", 1, middle, -7 * s, 5 * s],
])("a Retry-After %s", (_what, attemptNumber, random, retryAfterMs, expected) => {
  expect(wait(attemptNumber, random, retryAfterMs)).toBe(expected);
});

test("the attempts that follow failures, each with its wait and the time since the first", () => {
  expect(scheduledAttempts([5 * s, 5 * m])).toEqual([
    { number: 2, afterMs: 5 * s, sinceFirstMs: 5 * s },
    { number: 3, afterMs: 5 * m, sinceFirstMs: 5 * m + 5 * s },
  ]);
  expect(scheduledAttempts([])).toEqual([]);
});

test("the attempts ahead come by the schedule's waits, and the last one ends it", () => {
  const schedule = [5 * s, 5 * m, 30 * m];
  expect(attemptsAhead(schedule, { nextNumber: 2, nextAtMs: 1_000 })).toEqual([
    { number: 2, atMs: 1_000 },
    { number: 3, atMs: 1_000 + 5 * m },
    { number: 4, atMs: 1_000 + 35 * m },
  ]);
  expect(attemptsAhead(schedule, { nextNumber: 4, nextAtMs: 0 })).toEqual([{ number: 4, atMs: 0 }]);
  expect(attemptsAhead([], { nextNumber: 1, nextAtMs: 0 })).toEqual([{ number: 1, atMs: 0 }]);
});
