// Next puts a setImmediate of its own into globalThis, which does not always wait for other work; an import keeps Node's.
import { setImmediate } from "node:timers";

/** So long work waits for connections at most: a stream of them without end keeps no page from being made. */
const maxWaitMs = 100;
const waiting: (() => void)[] = [];
let connections = 0;

/** To be told of each connection that comes. */
export function noteConnection(): void {
  connections += 1;
}

/**
 * Does work in a round of the event loop in which no connection came, one work a round. Node takes one new connection a
 * round: behind a crowd of them, whoever comes last waits for as many rounds, which are short while nothing else begins.
 */
export function inQuietRound(work: () => void): void {
  waiting.push(work);
  if (waiting.length === 1) nextRound(performance.now());
}

function nextRound(since: number): void {
  const seen = connections;
  setImmediate(() => {
    if (seen !== connections && performance.now() - since < maxWaitMs) return nextRound(since);
    try {
      waiting[0]?.();
    } finally {
      waiting.shift();
      if (waiting.length > 0) nextRound(performance.now());
    }
  });
}
