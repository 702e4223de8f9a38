import { expect, test } from "vitest";
import { durationText } from "./duration";

test.each([
  [0, "0 s"],
  [5_000, "5 s"],
  [300_000, "5 min"],
  [305_000, "5 min 5 s"],
  [7_200_000, "2 h"],
  [7_505_000, "2 h 5 min"],
  [86_400_000, "1 d"],
  [271_805_000, "3 d 3 h"],
])("%i ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
