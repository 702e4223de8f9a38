import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTurns } from "./turns";

test("so many at once, the rest in the order they came, and beyond that none", async () => {
  const turns = createTurns({ maxAtOnce: 2, maxWaiting: 3 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const take = (n: number) =>
    turns.take((done) => {
      begun.push(n);
      ends.push(done);
    });
  expect([1, 2, 3, 4, 5, 6].map(take)).toEqual([true, true, true, true, true, false]);
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  // Ending twice, as a response that finishes and closes, gives one turn.
  ends[0]?.();
  expect(take(7)).toBe(false);
  await nextTurn();
  expect(begun).toEqual([1, 2, 3]);
  ends[1]?.();
  ends[2]?.();
  await nextTurn();
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});
