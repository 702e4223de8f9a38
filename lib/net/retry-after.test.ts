import { expect, test } from "vitest";
import { parseRetryAfter } from "./retry-after";

const nowMs = Date.parse("2026-11-24T12:00:00Z");
const dayMs = 86_400_000;

test.each([
  ["7", 7_000],
  [" 7 ", 7_000],
  ["007", 7_000],
  ["86400", dayMs],
  ["86401", dayMs],
  ["1000000000", dayMs],
  ["9".repeat(16), dayMs],
  ["Tue, 24 Nov 2026 12:00:30 GMT", 30_000],
  ["Tuesday, 24-Nov-26 12:00:30 GMT", 30_000],
  ["Tue Nov 24 12:00:30 2026", 30_000],
  ["Wed, 24 Nov 2027 12:00:00 GMT", dayMs],
  ["Tue, 24 Nov 2026 12:00:00 GMT", null],
  ["Sun, 06 Nov 1994 08:49:37 GMT", null],
  ["0", null],
  ["-1", null],
  ["1.5", null],
  ["1e9", null],
  ["7, 60", null],
  ["7 seconds", null],
  ["Infinity", null],
  ["NaN", null],
  ["soon", null],
  ["Mon, whenever", null],
  ["2026-11-24T12:00:30Z", null],
  ["", null],
  ["\u0667", null],
])("Retry-After: %j is %s ms", (value, expected) => {
  expect(parseRetryAfter(value, nowMs)).toBe(expected);
});

test("no header asks for nothing", () => {
  expect(parseRetryAfter(undefined, nowMs)).toBeNull();
});

test("a number longer than any clock is the longest wait", () => {
  expect(parseRetryAfter("9".repeat(30_000), nowMs)).toBe(dayMs);
});
