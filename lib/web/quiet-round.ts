// Next puts a setImmediate of its own into globalThis, which does not always wait for other work; an import keeps Node's.
import { setImmediate } from "node:timers";

/** So long work waits at most: a stream of connections without end keeps no page from being made. */
const maxWaitMs = 100;
/** A longer round had work of its own: what it began may not be done. */
const maxQuietMs = 20;
const waiting: (() => void)[] = [];
let connections = 0;

/** To be told of each connection that comes. */
export function noteConnection(): void {
  connections += 1;
}

/**
 * Does work in a round of the event loop after one in which no connection came and little was done, one work a round. Node takes
 * one new connection a round: behind a crowd of them, whoever comes last waits for as many rounds, which are short while nothing
 * else begins. And work that was begun goes on in rounds of its own: were more begun meanwhile, all of it would go on in one.
 */
export function inQuietRound(work: () => void): void {
  waiting.push(work);
  if (waiting.length === 1) nextRound({ sinceMs: performance.now(), roundBeganMs: performance.now() });
}

function nextRound({ sinceMs, roundBeganMs }: { sinceMs: number; roundBeganMs: number }): void {
  const seen = connections;
  setImmediate(() => {
    const nowMs = performance.now();
    const isQuiet = seen === connections && nowMs - roundBeganMs <= maxQuietMs;
    if (!isQuiet && nowMs - sinceMs < maxWaitMs) return nextRound({ sinceMs, roundBeganMs: nowMs });
    try {
      waiting[0]?.();
    } finally {
      waiting.shift();
      if (waiting.length > 0) nextRound({ sinceMs: performance.now(), roundBeganMs: nowMs });
    }
  });
}
