import type { Logged } from "./receiver-log";

/** What the receiver's log says against what was committed. */
export type Counted = {
  /** Pairs of a committed event and a URL that was enabled when it committed. */
  pairs: number;
  /** Pairs that never got a 2xx, as `<event> <path>`. */
  lost: string[];
  /** Requests of an event that was never committed, or to a URL it was not for, as `<event> <path>`. */
  ghosts: string[];
  /** Requests of a pair beyond its first, added up. */
  repeats: number;
  /** The most requests that one pair got. */
  maxPerPair: number;
};

/**
 * Judges a receiver's log. `expected` holds, for every committed event, the paths of the URLs that were enabled when it
 * committed: from the database and from who wrote the events, never from the deliveries, which are what is on trial.
 * @param answers whether the URL of this path answers at all; what never does can lose nothing
 */
export function judge(
  log: readonly Logged[],
  expected: ReadonlyMap<string, ReadonlySet<string>>,
  answers: (path: string) => boolean = () => true,
): Counted {
  const requests = new Map<string, number>();
  const succeeded = new Set<string>();
  const ghosts: string[] = [];
  for (const { webhookId, path, status } of log) {
    const pair = `${webhookId} ${path}`;
    if (!expected.get(webhookId)?.has(path)) {
      ghosts.push(pair);
      continue;
    }
    requests.set(pair, (requests.get(pair) ?? 0) + 1);
    if (status !== null && status >= 200 && status < 300) succeeded.add(pair);
  }
  const lost: string[] = [];
  let pairs = 0;
  for (const [eventId, paths] of expected) {
    for (const path of paths) {
      pairs += 1;
      const pair = `${eventId} ${path}`;
      if (answers(path) && !succeeded.has(pair)) lost.push(pair);
    }
  }
  const counts = [...requests.values()];
  return {
    pairs,
    lost,
    ghosts,
    repeats: counts.reduce((sum, count) => sum + count - 1, 0),
    maxPerPair: counts.reduce((most, count) => Math.max(most, count), 0),
  };
}
