import { expect, test } from "vitest";
import { pauseBeforeWriteMs } from "./pause-before-write";

const some = { queued: 15, maxInFlight: 64, inOrder: false, sinceLastMs: 4 };

test.each([
  ["results that follow a write wait for more", some, 6],
  ["one after a rest is written at once", { ...some, queued: 1, sinceLastMs: 10 }, 0],
  ["so is the first of all", { ...some, queued: 1, sinceLastMs: Number.POSITIVE_INFINITY }, 0],
  ["so is what holds a quarter of the slots", { ...some, queued: 16 }, 0],
  ["so is what the next of its instance waits for", { ...some, inOrder: true }, 0],
  ["with few slots nothing waits", { ...some, queued: 1, maxInFlight: 4 }, 0],
])("%s", (_what, given, pauseMs) => {
  expect(pauseBeforeWriteMs(given)).toBe(pauseMs);
});
