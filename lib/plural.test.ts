import { expect, test } from "vitest";
import { counted, plural } from "./plural";

test("one of a thing has the singular, none and several the plural, and large numbers are grouped", () => {
  expect([0, 1, 2, 1_001].map((count) => counted(count, "callback", "callbacks"))).toEqual([
    "0 callbacks",
    "1 callback",
    "2 callbacks",
    "1,001 callbacks",
  ]);
  expect(plural(1, "is", "are")).toBe("is");
});
