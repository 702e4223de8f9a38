import type { Queryable } from "@/lib/db/pool";
import { releaseBeforeMayRun } from "@/lib/db/release-before";
import { InvalidError, UnderWayError } from "@/lib/errors";
import type { RequestFingerprint } from "./request-fingerprint";

/** An answer as it is stored and replayed. */
export type StoredAnswer = { status: number; headers: Record<string, string>; body: string };

export type IdempotencyKey = {
  /** Whose key it is: keys of different people never meet. */
  ownerId: number;
  key: string;
  fingerprint: RequestFingerprint;
};

/** A reservation without an answer belongs to a request under way, or to one whose process died this long ago. */
const abandonedAfter = "30 s";

/**
 * Reserves the key for this request, and waits for whoever is reserving it in a transaction.
 * @returns false when it is reserved or answered already, so that the answer is to be replayed
 */
export async function reserve(
  db: Queryable,
  { ownerId, key, fingerprint }: IdempotencyKey,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into idempotency_key (owner_id, key, fingerprint)
     values ($1, $2, case when ${releaseBeforeMayRun} then $4::bytea else $3::bytea end)
     on conflict (owner_id, key) do update
     set fingerprint = excluded.fingerprint, status = null, headers = null, body = null, created_at = now()
     where idempotency_key.created_at <= now() - case
       when idempotency_key.status is null then interval '${abandonedAfter}' else interval '24 h' end`,
    [ownerId, key, fingerprint.keyed, fingerprint.unkeyed],
  );
  return rowCount === 1;
}

/** Stores the answer of a reserved key. */
export async function store(
  db: Queryable,
  { ownerId, key }: IdempotencyKey,
  { status, headers, body }: StoredAnswer,
): Promise<void> {
  await db.query(
    "update idempotency_key set status = $3, headers = $4, body = $5 where owner_id = $1 and key = $2",
    [ownerId, key, status, headers, body],
  );
}

/** Gives a reserved key up, so that the same request is a first try again. */
export async function discard(db: Queryable, { ownerId, key, fingerprint }: IdempotencyKey): Promise<void> {
  await db.query(
    "delete from idempotency_key where owner_id = $1 and key = $2 and fingerprint in ($3, $4) and status is null",
    [ownerId, key, fingerprint.keyed, fingerprint.unkeyed],
  );
}

/**
 * The stored answer.
 * @throws InvalidError when the key was used for another request, UnderWayError when that request is still under way
 */
export async function replay(
  db: Queryable,
  { ownerId, key, fingerprint }: IdempotencyKey,
): Promise<StoredAnswer> {
  const { rows } = await db.query<
    { fingerprint: Buffer; status: number | null } & Omit<StoredAnswer, "status">
  >("select fingerprint, status, headers, body from idempotency_key where owner_id = $1 and key = $2", [
    ownerId,
    key,
  ]);
  const [found] = rows;
  if (!found) throw stillUnderWay();
  // A release before has stored the other form, or will read it.
  if (!found.fingerprint.equals(fingerprint.keyed) && !found.fingerprint.equals(fingerprint.unkeyed)) {
    const message =
      "This Idempotency-Key was used for another request in the last 24 hours. Use a new key for a new request.";
    throw new InvalidError([{ path: "Idempotency-Key", message }]);
  }
  if (found.status === null) throw stillUnderWay();
  return { status: found.status, headers: found.headers, body: found.body };
}

/** What a repetition is told that came before the first request was answered. */
export function stillUnderWay(): UnderWayError {
  return new UnderWayError(
    "A request with this Idempotency-Key is still being worked on. Send it again in a moment to get its answer.",
  );
}
