import { setImmediate as nextRound } from "node:timers/promises";
import { expect, test } from "vitest";
import { createRequestQueue } from "./request-queue";

const rounds = async (count: number) => {
  for (let n = 0; n < count; n += 1) await nextRound();
};

test("so many at once, the rest in the order they came, and beyond that none", async () => {
  const queue = createRequestQueue({ maxAtOnce: 2, maxWaiting: 3 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const take = (n: number) =>
    queue.enqueue((done) => {
      begun.push(n);
      ends.push(done);
    }) !== null;
  expect([1, 2, 3, 4, 5, 6].map(take)).toEqual([true, true, true, true, true, false]);
  await rounds(10);
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  // Ending twice, as a response that finishes and closes, frees one slot.
  ends[0]?.();
  expect([take(7), take(8)]).toEqual([true, false]);
  await rounds(10);
  expect(begun).toEqual([1, 2, 3]);
  ends[1]?.();
  ends[2]?.();
  await rounds(10);
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

test("of work that ends at once, one is done in each round of the event loop", async () => {
  const queue = createRequestQueue({ maxAtOnce: 16, maxWaiting: 500 });
  let done = 0;
  let [round, maxPerRound] = [0, 0];
  for (let n = 0; n < 300; n += 1) {
    queue.enqueue((end) => {
      done += 1;
      end();
    });
  }
  while (done < 300) {
    const before = done;
    await nextRound();
    round += 1;
    maxPerRound = Math.max(maxPerRound, done - before);
  }
  expect(maxPerRound).toBe(1);
  expect(round).toBeGreaterThanOrEqual(300);
});

test("whoever gives a place up while it waits leaves it to others", async () => {
  const queue = createRequestQueue({ maxAtOnce: 1, maxWaiting: 1 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const take = (n: number) =>
    queue.enqueue((done) => {
      begun.push(n);
      ends.push(done);
    });
  take(1);
  await rounds(3);
  const leave = take(2);
  expect(take(3)).toBeNull();
  leave?.();
  expect(take(4)).not.toBeNull();
  ends[0]?.();
  await rounds(3);
  expect(begun).toEqual([1, 4]);
  // It has begun: nothing is given up any more.
  leave?.();
});
