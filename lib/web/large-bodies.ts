import { RequestError } from "./problem";
import { createRequestQueue, type RequestQueue } from "./request-queue";

/**
 * Bodies above this are read a few at a time, since what 300 clients send at once would fill the memory, and judged one at a
 * time, a step at a time: all other requests get in between.
 */
export const largeBytes = 64 * 1024;
const sharedQueue = createRequestQueue({ maxAtOnce: 4, maxWaiting: 100 });
/** Of these nobody has more than half: who sends slowly, or a crowd, keeps places from themselves alone. */
const ownersLimits = { maxAtOnce: 2, maxWaiting: 50 };
const queueByOwner = new Map<number, RequestQueue>();

/** A request's slot among those with large bodies. */
export type LargeBodySlot = {
  /** Waits for the slot, unless it is held. @throws RequestError 503 when too many wait already */
  acquire: () => Promise<void>;
  /** Releases it, once the request is answered. */
  release: () => void;
};

/**
 * A slot that is taken when the body proves large and held until the answer. Until then nothing of the body is read, and the
 * client cannot send more than the connection holds.
 * @param ownerId whose request it is: a user's id
 */
export function largeBodySlot(ownerId: number): LargeBodySlot {
  const releases: (() => void)[] = [];
  /** Waits for a slot of this queue. @throws RequestError 503 */
  const waitIn = (queue: RequestQueue) =>
    new Promise<void>((resolve, reject) => {
      const taken = queue.enqueue((done) => {
        releases.push(done);
        resolve();
      });
      if (!taken) reject(tooMany());
    });
  return {
    async acquire() {
      if (releases.length > 0) return;
      const own = queueByOwner.get(ownerId) ?? createRequestQueue(ownersLimits);
      queueByOwner.set(ownerId, own);
      await waitIn(own);
      await waitIn(sharedQueue);
    },
    release() {
      for (const done of releases) done();
    },
  };
}

const tooMany = () =>
  new RequestError(503, "Too many large requests are under way. Try again in a few seconds.", {
    "retry-after": "5",
  });
