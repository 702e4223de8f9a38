import { setImmediate as nextTurn } from "node:timers/promises";

/** Does one step, after what else waits for the event loop has had its turn. */
type Step = <T>(work: () => T) => Promise<T>;

let last: Promise<unknown> = Promise.resolve();

/**
 * Does work that keeps the processor busy for tens of milliseconds step by step, and one such work at a time in this process: a
 * crowd of large requests then keeps nobody else waiting for longer than a step.
 * @param large whether it is such work; other work is done at once
 */
export async function inSteps<T>(large: boolean, work: (step: Step) => Promise<T>): Promise<T> {
  if (!large) return work(async (one) => one());
  const before = last;
  const done = before.then(() =>
    work(async (one) => {
      await nextTurn();
      return one();
    }),
  );
  // What fails here concerns its own request alone.
  last = done.catch(() => undefined);
  return done;
}
