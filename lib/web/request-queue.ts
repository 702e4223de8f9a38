import { AsyncResource } from "node:async_hooks";
import { inQuietRound } from "./quiet-round";

export type RequestQueue = {
  /**
   * Does the work when a slot is free, never at once, and in the asynchronous context of whoever asks: not in that of the
   * work that made room, whose request Next and React would take it for.
   * @param work calls `done` once when it has ended
   * @returns what gives the place up while it waits; null when too many wait already: then it is not done
   */
  enqueue(work: (done: () => void) => void): (() => void) | null;
};

/**
 * Slots for work that is done side by side, first come first served. Few begin in a round of the event loop: work that waits for
 * nothing ends in the round it began in, and a crowd of it would be one long round, however few are under way.
 * @param maxPerRound more than one only where beginning takes well under a millisecond
 */
export function createRequestQueue({
  maxAtOnce,
  maxWaiting,
  maxPerRound = 1,
}: {
  maxAtOnce: number;
  maxWaiting: number;
  maxPerRound?: number;
}): RequestQueue {
  const waiting: ((done: () => void) => void)[] = [];
  let running = 0;
  let scheduled = false;
  const schedule = () => {
    if (scheduled || running === maxAtOnce || waiting.length === 0) return;
    scheduled = true;
    inQuietRound(() => {
      scheduled = false;
      const free = Math.min(maxPerRound, maxAtOnce - running);
      for (let begun = 0; begun < free; begun += 1) {
        const work = waiting.shift();
        if (work) begin(work);
      }
      schedule();
    });
  };
  const begin = (work: (done: () => void) => void) => {
    running += 1;
    let ended = false;
    work(() => {
      if (ended) return;
      ended = true;
      running -= 1;
      schedule();
    });
  };
  return {
    enqueue(work) {
      if (running + waiting.length >= maxAtOnce + maxWaiting) return null;
      // `AsyncResource.bind` would define a deprecated property as well, for some microseconds each time.
      const context = new AsyncResource("callboard.request");
      const bound = (done: () => void) => context.runInAsyncScope(work, undefined, done);
      waiting.push(bound);
      schedule();
      return () => {
        const index = waiting.indexOf(bound);
        if (index >= 0) waiting.splice(index, 1);
      };
    },
  };
}
