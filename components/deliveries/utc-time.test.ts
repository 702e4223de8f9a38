import { expect, test } from "vitest";
import { inputValueOf, momentOf, utcText } from "./utc-time";

test.each([
  ["2026-11-24T09:30", "2026-11-24T09:30:00Z", "2026-11-24T09:30"],
  ["2026-11-24T09:30:15", "2026-11-24T09:30:15Z", "2026-11-24T09:30:15"],
  ["2026-11-24T09:30:00Z", "2026-11-24T09:30:00Z", "2026-11-24T09:30"],
  ["2026-11-24T09:30:00+02:00", "2026-11-24T09:30:00+02:00", "2026-11-24T07:30"],
  ["yesterday", "yesterday", ""],
])("%s means %s and shows as %s", (text, moment, shown) => {
  expect([momentOf(text), inputValueOf(text)]).toEqual([moment, shown]);
});

test("a moment reads as a time in UTC", () => {
  expect(utcText("2026-11-24T09:30:00Z")).toBe("2026-11-24 09:30 UTC");
});
