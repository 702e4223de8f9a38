import { expect, test } from "vitest";
import { hasEnded } from "./session-life";

const hour = 3_600_000;

test("a session ends eight hours after the sign-in, and one without a beginning is none", () => {
  expect(hasEnded(0, 8 * hour - 1)).toBe(false);
  expect(hasEnded(0, 8 * hour)).toBe(true);
  expect(hasEnded(hour, 0)).toBe(true);
  expect(hasEnded(undefined)).toBe(true);
  expect(hasEnded(Number.NaN, 0)).toBe(true);
});
