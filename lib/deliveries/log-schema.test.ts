import { expect, test } from "vitest";
import { readLogFilter } from "./log-schema";

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
