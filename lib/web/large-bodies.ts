import { RequestError } from "./problem";
import { createTurns, type Turns } from "./turns";

/**
 * Bodies above this are read a few at a time, since what 300 clients send at once would fill the memory, and judged one at a
 * time, a step at a time: all other requests get in between.
 */
export const largeBytes = 64 * 1024;
const turns = createTurns({ maxAtOnce: 4, maxWaiting: 100 });
/** Of these nobody has more than half: who sends slowly, or a crowd, keeps places from themselves alone. */
const ownersTurns = { maxAtOnce: 2, maxWaiting: 50 };
const turnsByOwner = new Map<number, Turns>();

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
 * @param ownerId whose request it is: a user's id
 */
export function largeTurn(ownerId: number): LargeTurn {
  const begun: (() => void)[] = [];
  /** Waits for a turn among these. @throws RequestError 503 */
  const take = (among: Turns) =>
    new Promise<void>((resolve, reject) => {
      const taken = among.take((end) => {
        begun.push(end);
        resolve();
      });
      if (!taken) reject(tooMany());
    });
  return {
    async begin() {
      if (begun.length > 0) return;
      const own = turnsByOwner.get(ownerId) ?? createTurns(ownersTurns);
      turnsByOwner.set(ownerId, own);
      await take(own);
      await take(turns);
    },
    end() {
      for (const end of begun) end();
    },
  };
}

const tooMany = () =>
  new RequestError(503, "Too many large requests are under way. Try again in a few seconds.", {
    "retry-after": "5",
  });
