import pLimit from "p-limit";
import { failuresAsValues } from "./action";
import type { ActionResult } from "./result";

/**
 * Does the work for each item, at most `maxAtOnce` at a time, and answers each by itself. An action that returns these promises
 * ends at once, so that no other action of the page waits for it, and each answer reaches the browser when it is there.
 * @param name for the log, should one fail unexpectedly
 */
export function eachAnswered<Item, T>(
  items: readonly Item[],
  { name, maxAtOnce }: { name: string; maxAtOnce: number },
  work: (item: Item) => Promise<T>,
): Promise<ActionResult<T>>[] {
  const inTurn = pLimit(maxAtOnce);
  return items.map((item) =>
    inTurn(() =>
      failuresAsValues<ActionResult<T>>(name, async () => ({ ok: true, value: await work(item) })),
    ),
  );
}
