import { expect, test } from "vitest";
import { createWake } from "./wake";

/** Whether it has resolved once all that is already due has run. */
async function isOver(waiting: Promise<void>): Promise<boolean> {
  let over = false;
  void waiting.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test("a waking while the loop is busy is not lost, and many are one", async () => {
  const wake = createWake();
  wake.now();
  wake.now();
  await wake.next(null);
  expect(await isOver(wake.next(null))).toBe(false);
});

test("the loop waits until it is woken, and then waits anew", async () => {
  const wake = createWake();
  const first = wake.next(null);
  expect(await isOver(first)).toBe(false);
  wake.now();
  wake.now();
  await first;
  expect(await isOver(wake.next(null))).toBe(false);
});

test("what is to wake it soon does so once, after this turn of the event loop", async () => {
  const wake = createWake();
  wake.soon();
  wake.soon();
  const first = wake.next(null);
  await Promise.resolve();
  expect(await isOver(first)).toBe(true);
  expect(await isOver(wake.next(null))).toBe(false);
});

test("it goes on by itself when the time given is over", async () => {
  const wake = createWake();
  await wake.next(1);
  expect(await isOver(wake.next(null))).toBe(false);
});
