import { BusyError } from "@/lib/errors";

/**
 * Who waits for a password's hash: `known` is a signed-in person, a browser that signed in before, or who has the setup
 * code; everybody else is a `stranger`.
 */
export type HashCaller = "known" | "stranger";

type HashQueue = <T>(caller: HashCaller, work: () => Promise<T>) => Promise<T>;

/**
 * Runs at most `atOnce` pieces of work, known callers' first, and keeps at most `maxWaiting` of either kind waiting: a crowd
 * of strangers takes no place that a known caller has.
 * @throws BusyError (from the queue) at once where no place is left
 */
export function createHashQueue({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }): HashQueue {
  let running = 0;
  const waiting: Record<HashCaller, (() => void)[]> = { known: [], stranger: [] };

  return async (caller, work) => {
    if (running < atOnce) running += 1;
    else if (waiting[caller].length >= maxWaiting) throw new BusyError();
    // Whoever ends hands its slot on, so that nobody who comes meanwhile takes it.
    else await new Promise<void>((resolve) => waiting[caller].push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.known.shift() ?? waiting.stranger.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
