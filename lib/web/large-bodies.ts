import { RequestError } from "./problem";
import { createTurns } from "./turns";

/**
 * Bodies above this are read a few at a time, since what 300 clients send at once would fill the memory, and judged one at a
 * time, a step at a time: all other requests get in between.
 */
export const largeBytes = 64 * 1024;
const turns = createTurns({ maxAtOnce: 4, maxWaiting: 50 });

/** A request's turn among those with large bodies. */
export type LargeTurn = {
  /** Waits for the turn, unless it has begun. @throws RequestError 503 when too many wait already */
  begin: () => Promise<void>;
  /** Gives it back, once the request is answered. */
  end: () => void;
};

/**
 * A turn that begins when the body proves large and lasts until the answer. Until then nothing of the body is read, and the
 * client cannot send more than the connection holds.
 */
export function largeTurn(): LargeTurn {
  let done: (() => void) | undefined;
  return {
    begin() {
      if (done) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const taken = turns.take((end) => {
          done = end;
          resolve();
        });
        if (!taken) reject(tooMany());
      });
    },
    end() {
      done?.();
    },
  };
}

const tooMany = () =>
  new RequestError(503, "Too many large requests are under way. Try again in a few seconds.", {
    "retry-after": "5",
  });
