import pLimit from "p-limit";
import { inOwnTransaction, pool } from "@/lib/db/pool";
import { TooManyError } from "@/lib/errors";
import {
  discard,
  type IdempotencyKey,
  replay,
  reserve,
  type StoredAnswer,
  stillUnderWay,
  store,
} from "./idempotency-record";

type Answer = StoredAnswer & { replayed: boolean };

/** Each holds one connection for as long as it runs and may need a second: together they must leave some of the 16. */
const limit = pLimit(6);
const maxWaiting = 100;

/**
 * Does `work` once for a key and stores its answer for 24 hours, in one transaction with what `work` changes: after a crash
 * there are both or neither (docs/decisions/0017). The same request again is given the stored answer, and one that comes while
 * the first runs waits for it. Answers that `work` gives are stored, refusals too; what it throws is not, and undoes all.
 * @param work whatever it does through `inTransaction` belongs to the transaction; it answers expected failures as values
 * @throws InvalidError when the key was used for something else, UnderWayError when the first takes too long, TooManyError
 */
export async function withIdempotencyKey(
  key: IdempotencyKey,
  work: (undo: Undo) => Promise<StoredAnswer>,
): Promise<Answer> {
  if (limit.pendingCount >= maxWaiting) {
    throw new TooManyError("Too many requests with an Idempotency-Key at once. Try again in a moment.");
  }
  try {
    return await limit(() =>
      inOwnTransaction(async (tx) => {
        if (!(await reserve(tx, key))) return { ...(await replay(tx, key)), replayed: true };
        await tx.query("savepoint work");
        const answer = await work(async () => {
          await tx.query("rollback to savepoint work");
        });
        await store(tx, key, answer);
        return { ...answer, replayed: false };
      }),
    );
  } catch (error) {
    // Waiting for the first request's row ran into the statement's time limit.
    if (error instanceof Error && "code" in error && error.code === "57014") throw stillUnderWay();
    throw error;
  }
}

/** Takes back what `work` has changed so far, when it refuses after all. */
export type Undo = () => Promise<void>;

/**
 * As `withIdempotencyKey`, for work that waits for somebody else's server: no transaction and no connection is held meanwhile. The
 * same request again is told to come back until the first is answered. Where a process dies in between, the key is free
 * again after 30 seconds and the work is done a second time.
 * @throws InvalidError when the key was used for something else, UnderWayError while the first is under way
 */
export async function withIdempotencyKeyOutsideTransaction(
  key: IdempotencyKey,
  work: () => Promise<StoredAnswer>,
): Promise<Answer> {
  if (!(await reserve(pool(), key))) return { ...(await replay(pool(), key)), replayed: true };
  let answer: StoredAnswer;
  try {
    answer = await work();
  } catch (error) {
    await discard(pool(), key);
    throw error;
  }
  await store(pool(), key, answer);
  return { ...answer, replayed: false };
}
