import { AsyncResource } from "node:async_hooks";

type Gathering<Item, Result> = {
  /** Does it for all, in their order, all or none; the results stand in the same order. Given the pool's own transactions alone. */
  together: (items: Item[]) => Promise<Result[]>;
  /** Only what has the same is done together. */
  keyOf?: (item: Item) => string;
};

type Waiting<Item, Result> = {
  item: Item;
  key: string;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/** So many statements of a kind are under way at once: the second does not wait for the first one's flush. */
const maxUnderWay = 2;
/** So that none takes long. */
const maxItems = 64;

/**
 * Does together what is asked while as much as may be is under way, so that a crowd shares statements and commits
 * (docs/decisions/0060). Nobody waits for company: what is asked alone is done at once. Each has its own outcome: where
 * the database refuses what they ask together, each is done alone.
 * @returns asks for one; rejects with what it would alone
 */
export function gather<Item, Result>({ together, keyOf = () => "" }: Gathering<Item, Result>) {
  const waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;
  // What is done for several is part of nobody's request.
  const nobody = new AsyncResource("callboard.gather");
  const next = () => {
    while (underWay < maxUnderWay && waiting.length > 0) {
      const batch = takeAlike(waiting);
      underWay += 1;
      void settle(batch, together).finally(() => {
        underWay -= 1;
        next();
      });
    }
  };
  return (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, key: keyOf(item), resolve, reject });
      nobody.runInAsyncScope(next);
    });
}

/** Takes the first, and what may go with it, out of `waiting`. */
function takeAlike<Item, Result>(waiting: Waiting<Item, Result>[]): Waiting<Item, Result>[] {
  const [first] = waiting;
  const batch = waiting.filter(({ key }) => key === first?.key).slice(0, maxItems);
  const taken = new Set(batch);
  waiting.splice(0, waiting.length, ...waiting.filter((one) => !taken.has(one)));
  return batch;
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
