import { setImmediate as nextRound } from "node:timers/promises";
import { expect, test } from "vitest";
import { createRequestQueue } from "./request-queue";

const rounds = async (count: number) => {
  for (let n = 0; n < count; n += 1) await nextRound();
};

/** A queue whose works say by number that they have begun, and end when the test says so. */
function queued(limits: Parameters<typeof createRequestQueue>[0]) {
  const queue = createRequestQueue(limits);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const enqueue = (n: number) =>
    queue.enqueue((done) => {
      begun.push(n);
      ends.push(done);
    });
  return { begun, ends, enqueue };
}

test("so many at once, the rest in the order they came, and beyond that none", async () => {
  const { begun, ends, enqueue } = queued({ maxAtOnce: 2, maxWaiting: 3 });
  const isTaken = (n: number) => enqueue(n) !== null;
  expect([1, 2, 3, 4, 5, 6].map(isTaken)).toEqual([true, true, true, true, true, false]);
  await rounds(10);
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  // Ending twice, as a response that finishes and closes, frees one slot.
  ends[0]?.();
  expect([isTaken(7), isTaken(8)]).toEqual([true, false]);
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

test("where beginning takes next to nothing several begin in a round, never more than there are slots", async () => {
  const { begun, ends, enqueue } = queued({ maxAtOnce: 5, maxWaiting: 500, maxPerRound: 3 });
  for (let n = 1; n <= 10; n += 1) enqueue(n);
  const perRound: number[] = [];
  for (let before = 0; before < 5; before = begun.length) {
    await nextRound();
    if (begun.length > before) perRound.push(begun.length - before);
  }
  expect(perRound).toEqual([3, 2]);
  for (const end of ends) end();
  await rounds(10);
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("whoever gives a place up while it waits leaves it to others", async () => {
  const { begun, ends, enqueue } = queued({ maxAtOnce: 1, maxWaiting: 1 });
  enqueue(1);
  await rounds(3);
  const leave = enqueue(2);
  expect(enqueue(3)).toBeNull();
  leave?.();
  expect(enqueue(4)).not.toBeNull();
  ends[0]?.();
  await rounds(3);
  expect(begun).toEqual([1, 4]);
  // It has begun: nothing is given up any more.
  leave?.();
});
