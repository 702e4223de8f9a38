import { once } from "node:events";
import { expect, test } from "vitest";
import { startTask } from "./task";

const soon = { firstAfterMs: 1, afterFailureMs: 1, failedEvent: "task.failed" };

test("a run that fails is followed by another, and two never run at a time", async () => {
  let [runs, atATime, maxAtATime] = [0, 0, 0];
  const fourth = new EventTarget();
  const task = startTask({
    ...soon,
    async work() {
      atATime += 1;
      maxAtATime = Math.max(maxAtATime, atATime);
      await new Promise((resolve) => setImmediate(resolve));
      atATime -= 1;
      runs += 1;
      if (runs === 4) fourth.dispatchEvent(new Event("reached"));
      if (runs % 2 === 1) throw new Error("It failed.");
      return 1;
    },
  });
  await once(fourth, "reached");
  await task.stop();
  expect(maxAtATime).toBe(1);
});

test("a stop interrupts the run under way, waits for it, and closes only then", async () => {
  const order: string[] = [];
  const began = new EventTarget();
  let end = () => {};
  const task = startTask({
    ...soon,
    async work() {
      order.push("run");
      began.dispatchEvent(new Event("began"));
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      order.push("ended");
      return 1;
    },
    interrupt() {
      order.push("interrupted");
      end();
    },
    async close() {
      order.push("closed");
    },
  });
  await once(began, "began");
  await task.stop();
  expect(order).toEqual(["run", "interrupted", "ended", "closed"]);
});
