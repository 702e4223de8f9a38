import { expect, test } from "vitest";
import { readLogFilter } from "./log-schema";

test.each([
  ["2026-07-01T09:30", "2026-07-01T09:30"],
  ["2026-07-01T09:30:00Z", "2026-07-01T11:29:00+02:00"],
])("of a range from %s that ends at %s its end is left out and told; the others apply", (from, to) => {
  const end = new Date(to.length === 16 ? `${to}Z` : to).toISOString();
  expect(readLogFilter({ from, to, status: "failed", code: "abc" })).toEqual({
    filter: { status: "failed", from: "2026-07-01T09:30:00.000Z" },
    problems: [
      expect.objectContaining({ name: "code" }),
      { name: "to", value: end, at: end, problem: "must be later than from" },
    ],
  });
});

test("a filter that an address gives twice is left out and told, and no guess; the others apply", () => {
  expect(readLogFilter({ status: ["pending", "failed"], eventType: "created" })).toEqual({
    filter: { eventType: "created" },
    problems: [
      { name: "status", value: "pending, failed", problem: "are several values; one can be asked for" },
    ],
  });
  expect(readLogFilter({ status: ["", "failed", "failed "] })).toEqual({
    filter: { status: "failed" },
    problems: [],
  });
});
