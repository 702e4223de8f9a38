import { inOwnTransaction, type Tx } from "@/lib/db/pool";
import { ConflictError, InvalidError, TooManyError } from "@/lib/errors";

/** An answer as it is kept and given again. */
export type KeptAnswer = { status: number; headers: Record<string, string>; body: string };
export type Given = KeptAnswer & { replayed: boolean };

type Once = {
  /** Whose key it is: keys of different people never meet. */
  ownerId: number;
  key: string;
  /** SHA-256 of all that makes the request what it is. */
  fingerprint: Buffer;
};

/** Each holds one connection for as long as it runs and may need a second: together they must leave some of the 16. */
const atOnce = 6;
const mostWaiting = 100;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Does `work` once for a key and keeps its answer for 24 hours, in one transaction with what `work` changes: after a crash
 * there are both or neither (docs/decisions/0017). The same request again is given the kept answer, and one that comes while
 * the first runs waits for it. Answers that `work` gives are kept, refusals too; what it throws is not, and undoes all.
 * @param work whatever it does through `inTransaction` belongs to the transaction; it answers expected failures as values
 * @throws InvalidError when the key was used for something else, ConflictError when the first takes too long, TooManyError
 */
export async function answerOnce(once: Once, work: (undo: Undo) => Promise<KeptAnswer>): Promise<Given> {
  await slot();
  try {
    return await inOwnTransaction(async (tx) => {
      if (!(await take(tx, once))) return { ...(await kept(tx, once)), replayed: true };
      await tx.query("savepoint work");
      const answer = await work(async () => {
        await tx.query("rollback to savepoint work");
      });
      await tx.query(
        "update idempotency_key set status = $3, headers = $4, body = $5 where owner_id = $1 and key = $2",
        [once.ownerId, once.key, answer.status, answer.headers, answer.body],
      );
      return { ...answer, replayed: false };
    });
  } catch (error) {
    // Waiting for the first request's row ran into the statement's time limit.
    if (error instanceof Error && "code" in error && error.code === "57014") {
      throw new ConflictError(
        "A request with this Idempotency-Key is still being worked on. Send it again in a moment to get its answer.",
      );
    }
    throw error;
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** Takes back what `work` has changed so far, when it refuses after all. */
export type Undo = () => Promise<void>;

/** @returns false when the key is there already; waits for whoever has it and has not committed */
async function take(tx: Tx, { ownerId, key, fingerprint }: Once): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into idempotency_key (owner_id, key, fingerprint) values ($1, $2, $3)
     on conflict (owner_id, key) do update
     set fingerprint = excluded.fingerprint, status = null, headers = null, body = null, created_at = now()
     where idempotency_key.created_at <= now() - interval '24 h'`,
    [ownerId, key, fingerprint],
  );
  return rowCount === 1;
}

async function kept(tx: Tx, { ownerId, key, fingerprint }: Once): Promise<KeptAnswer> {
  const { rows } = await tx.query<KeptAnswer & { fingerprint: Buffer }>(
    "select fingerprint, status, headers, body from idempotency_key where owner_id = $1 and key = $2",
    [ownerId, key],
  );
  const found = rows[0];
  if (!found) throw new Error("An idempotency key that was there is gone.");
  if (!found.fingerprint.equals(fingerprint)) {
    const message =
      "This Idempotency-Key was used for another request in the last 24 hours. Use a new key for a new request.";
    throw new InvalidError([{ path: "Idempotency-Key", message }]);
  }
  const { status, headers, body } = found;
  return { status, headers, body };
}

async function slot(): Promise<void> {
  if (running >= atOnce) {
    if (waiting.length >= mostWaiting) {
      throw new TooManyError("Too many requests with an Idempotency-Key at once. Try again in a moment.");
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
}
