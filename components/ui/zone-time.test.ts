import { expect, test } from "vitest";
import { localInputValue, momentOfLocal, utcInputValue } from "./zone-time";

test.each([
  ["Europe/Berlin", "2026-07-24T07:30:00Z", "2026-07-24T09:30"],
  ["America/New_York", "2026-11-24T02:30:15Z", "2026-11-23T21:30:15"],
  ["UTC", "2026-11-24T09:30:00Z", "2026-11-24T09:30"],
])("in %s %s is typed as %s, and back", (zone, moment, typed) => {
  const before = process.env.TZ;
  process.env.TZ = zone;
  try {
    expect([localInputValue(moment), momentOfLocal(typed)]).toEqual([typed, moment]);
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test("where the reader's zone is not known, it is typed in UTC", () => {
  expect(utcInputValue("2026-07-24T07:30:00.000Z")).toBe("2026-07-24T07:30");
  expect(utcInputValue("2026-07-24T07:30:15.000Z")).toBe("2026-07-24T07:30:15");
  expect(utcInputValue("")).toBe("");
});

test("what is no time is none", () => {
  expect([localInputValue("yesterday"), momentOfLocal("")]).toEqual(["", ""]);
});
