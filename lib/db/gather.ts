import { AsyncResource } from "node:async_hooks";
// Not Next's own, which stands in globalThis.
import { setImmediate } from "node:timers/promises";
import { BusyError } from "@/lib/errors";

type Gathering<Item, Result> = {
  /** Does it for all, in their order, all or none; the results stand in the same order. Given the pool's own transactions alone. */
  together: (items: Item[]) => Promise<Result[]>;
  /** Only what has the same is done together. */
  keyOf?: (item: Item) => string;
};

type Waiting<Item, Result> = {
  item: Item;
  sinceMs: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/** A larger batch would keep its first too long. */
const maxItems = 64;
/** As long as for a connection of the pool; who waited longer, behind statements that wait themselves, is refused. */
const maxWaitMs = 4_000;
const busy = "Too much is asked for just now. Try again in a few seconds.";

/**
 * Does together what is asked while the like of it is under way, so that a crowd shares statements and commits
 * (docs/decisions/0060). Nothing waits to be joined: what is asked alone is done in the next round of the event loop. Each has its own outcome: where
 * the database refuses what they ask together, each is done alone.
 * @returns asks for one; rejects with what it would alone, or with BusyError after four seconds in which nothing was done
 */
export function gather<Item, Result>({ together, keyOf = () => "" }: Gathering<Item, Result>) {
  /** By key; one that is here has a batch under way. */
  const waiting = new Map<string, Waiting<Item, Result>[]>();
  // What is done for several is part of nobody's request.
  const nobody = new AsyncResource("callboard.gather");
  const run = async (key: string, queue: Waiting<Item, Result>[]) => {
    // What came with the first, in the same round of the event loop, is done with it.
    await setImmediate();
    for (let batch = takeBatch(queue); batch.length > 0; batch = takeBatch(queue))
      await settle(batch, together);
    waiting.delete(key);
  };
  return (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      const key = keyOf(item);
      const next = { item, sinceMs: performance.now(), resolve, reject };
      const queue = waiting.get(key);
      if (queue) queue.push(next);
      else {
        const begun = [next];
        waiting.set(key, begun);
        void nobody.runInAsyncScope(run, null, key, begun);
      }
    });
}

function takeBatch<Item, Result>(queue: Waiting<Item, Result>[]): Waiting<Item, Result>[] {
  const tooLongAgoMs = performance.now() - maxWaitMs;
  while (queue[0] && queue[0].sinceMs < tooLongAgoMs) queue.shift()?.reject(new BusyError(busy));
  return queue.splice(0, maxItems);
}

async function settle<Item, Result>(
  batch: Waiting<Item, Result>[],
  together: (items: Item[]) => Promise<Result[]>,
): Promise<void> {
  try {
    const results = await together(batch.map(({ item }) => item));
    batch.forEach(({ resolve, reject }, index) => {
      if (index in results) resolve(results[index] as Result);
      else reject(new Error("What was done together gave too few results."));
    });
  } catch (error) {
    if (batch.length > 1 && isOfOneAlone(error)) for (const one of batch) await settle([one], together);
    else for (const { reject } of batch) reject(error);
  }
}

/** Data, constraints, conflicts and what our functions raise: nothing was committed, and one of them may be the cause. */
function isOfOneAlone(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^(?:22|23|40|P0)\w{3}$/.test(code);
}
