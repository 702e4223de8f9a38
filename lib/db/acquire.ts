import type pg from "pg";
import { ReadOnlyServerError } from "./servers";

type Release = (error?: Error | boolean) => void;
type Answer = (error: Error | undefined, client: pg.PoolClient | undefined, release: Release) => void;

/**
 * Makes a pool give out connections of `isUsable` only, closing others, and try as often as there are servers where none can be made.
 * It adds no turn of the event loop to a connection that is there.
 */
export function acquireUsable(
  pool: pg.Pool,
  { tries, isUsable }: { tries: number; isUsable: (client: pg.PoolClient) => boolean },
): void {
  const connect = pool.connect.bind(pool) as (answer: Answer) => void;
  const acquire = (left: number, before: Error | undefined, answer: Answer): void =>
    connect((error, client, release) => {
      if (client && !isUsable(client)) {
        release(true);
        return acquire(left, before, answer);
      }
      if (!error) return answer(undefined, client, release);
      if (left > 1 && !isQueueTimeout(error)) return acquire(left - 1, before ?? error, answer);
      // That the other one is a standby says less than why this one could not be used.
      answer(before && error instanceof ReadOnlyServerError ? before : error, undefined, release);
    });
  const connectUsable = (answer?: Answer) => {
    if (answer) return acquire(tries, undefined, answer);
    return new Promise<pg.PoolClient>((resolve, reject) => {
      acquire(tries, undefined, (error, client) => (client ? resolve(client) : reject(error)));
    });
  };
  pool.connect = connectUsable as typeof pool.connect;
}

/** All connections of the pool were in use for too long: no server is to blame. */
const isQueueTimeout = (error: Error) => error.message === "timeout exceeded when trying to connect";

/** Whether the driver gave up waiting for an answer (`query_timeout`). */
export function isLate(error: unknown): error is Error {
  return error instanceof Error && error.message === "Query read timeout";
}
