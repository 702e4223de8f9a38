import { expect, test } from "vitest";
import { drainRate } from "./breaker-rules";

test.each([
  [-500, 10],
  [0, 10],
  [1_000, 20],
  [5_000, 320],
  [9_000, 5_120],
  [10_000, Number.POSITIVE_INFINITY],
])("%d ms after recovery %d calls a second may begin", (agoMs, rate) => {
  expect(drainRate(agoMs)).toBe(rate);
});
