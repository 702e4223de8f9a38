import { setImmediate as nextRound } from "node:timers/promises";
import { expect, test } from "vitest";
import { inQuietRound, noteConnection } from "./quiet-round";

test("work begins once a round went by without a connection, one work a round, in the order it came", async () => {
  const done: number[] = [];
  for (const n of [1, 2, 3]) inQuietRound(() => done.push(n));
  for (let round = 0; round < 20; round += 1) {
    noteConnection();
    await nextRound();
    expect(done).toEqual([]);
  }
  const begun: number[] = [];
  while (done.length < 3) {
    await nextRound();
    begun.push(done.length);
  }
  expect(begun).toEqual(expect.arrayContaining([1, 2, 3]));
  expect(done).toEqual([1, 2, 3]);
});

test("connections without end do not keep work waiting for ever", async () => {
  let done = false;
  inQuietRound(() => {
    done = true;
  });
  while (!done) {
    noteConnection();
    await nextRound();
  }
  expect(done).toBe(true);
});
