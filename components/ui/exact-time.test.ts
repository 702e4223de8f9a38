import { expect, test } from "vitest";
import { clockTime, dayTime, exactTime, exactTimes, utcTime } from "./exact-time";

const at = "2026-11-29T23:02:11.000Z";

test("a time is told exactly on the reader's clock, with its zone, and in UTC", () => {
  expect(exactTime(at, "Europe/Berlin")).toBe("30 Nov 2026, 00:02:11 CET");
  expect(utcTime(at)).toBe("2026-11-29 23:02:11 UTC");
  expect(clockTime(at, "UTC")).toBe("23:02 UTC");
  expect(dayTime(at, "UTC")).toBe("29 Nov, 23:02 UTC");
  expect(exactTimes(at, "America/New_York")).toBe("29 Nov 2026, 18:02:11 GMT-5 · 2026-11-29 23:02:11 UTC");
});

test("a reader in UTC is told once", () => {
  expect(exactTimes(at, "UTC")).toBe("29 Nov 2026, 23:02:11 UTC");
});
