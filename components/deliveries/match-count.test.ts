import { expect, test } from "vitest";
import { MatchCount } from "./match-count";

test.each([
  [{ count: 0, atLeast: false }, "nothing matches"],
  [{ count: 1, atLeast: false }, "1 matches"],
  [{ count: 4_812, atLeast: false }, "4,812 match"],
  [{ count: 10_000, atLeast: true }, "more than 10,000 match"],
  [{ count: 312, atLeast: true }, "at least 312 match"],
  [{ count: 0, atLeast: true }, "nothing found so far"],
  [null, "not counted: that took too long"],
])("a count of %o reads: %s", async (count, text) => {
  expect(await MatchCount({ count: Promise.resolve(count), max: 10_000 })).toBe(text);
});
