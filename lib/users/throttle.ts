import { createHmac, hkdfSync } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { config } from "@/lib/config";
import { inOwnTransaction, pool, type Queryable, type Tx } from "@/lib/db/pool";

/** Failed attempts without a wait; after the n-th, from this one on, 2^n seconds, at most `maxWaitSeconds`. */
const freeAttempts = 5;
const maxWaitSeconds = 900;
/** Failures expire so long after the last wait. Waiting for that gains no more guesses than going on would. */
const expiresAfter = "1 hour";
/** An attempt counts as failed while its password is checked; others wait this long for the result. */
const checkingMs = 2_000;
const pollMs = 100;
/** Attempts of a process that wait for such a result; any more are refused at once. */
const maxWaiting = 20;
let waiting = 0;

/** The keys that a failure counts for. Success clears `key`; of `sharedKey` it takes back this attempt only. */
type ThrottleKeys = { key: string; sharedKey?: string | null };

type Attempt =
  | {
      kind: "allowed";
      settle: (succeeded: boolean) => Promise<void>;
      /** Instead of `settle`, where the password was not checked: counts nothing. */
      release: () => Promise<void>;
    }
  /** Whole seconds until the next attempt is allowed. */
  | { kind: "wait"; seconds: number };

/** The key of an account, address or browser: a keyed hash, from which nobody reads the email or address. */
export function throttleKey(
  kind: "account" | "address" | "browser" | "password change",
  text: string,
): string {
  const key = Buffer.from(hkdfSync("sha256", config().appSecret, "", "callboard sign-in throttle", 32));
  return createHmac("sha256", key).update(`${kind} ${text}`).digest("base64url");
}

/**
 * Counts an attempt as failed before it is made, in one statement: of any number of concurrent attempts, in any number of
 * processes, at most `freeAttempts` are allowed. An attempt that is not allowed counts nothing and prolongs no wait.
 */
export async function beginAttempt({ key, sharedKey }: ThrottleKeys): Promise<Attempt> {
  const keys = sharedKey ? [key, sharedKey] : [key];
  const deadline = performance.now() + checkingMs;
  for (;;) {
    const outcome = await count(keys);
    if (outcome.kind === "counted") {
      const sharedFailures = sharedKey ? (outcome.failures.get(sharedKey) ?? 0) : 0;
      const settle = (succeeded: boolean) =>
        succeeded ? clearOnSuccess(key, sharedKey ?? null, sharedFailures) : confirmFailure(keys);
      return { kind: "allowed", settle, release: () => release(outcome.failures) };
    }
    if (!outcome.checking || waiting >= maxWaiting || performance.now() > deadline) {
      return { kind: "wait", seconds: outcome.seconds };
    }
    waiting += 1;
    await pause(pollMs);
    waiting -= 1;
  }
}

/** Clears the failures of a key, as when an administrator sets a new password. */
export async function clearFailures(db: Queryable, key: string): Promise<void> {
  await db.query("delete from sign_in_throttle where key = $1", [key]);
}

const waitSeconds = (failures: string) => `least(2 ^ least(${failures}, 30), ${maxWaitSeconds})`;

/** Locks the keys in order: two attempts with the same keys cannot deadlock. */
const countStatement = `
insert into sign_in_throttle as throttle (key, failures, checking, blocked_until)
select key, 1, 1, clock_timestamp() from unnest($1::text[]) as key order by key
on conflict (key) do update set (failures, checking, blocked_until) = (
  select counted.failures, throttle.checking + 1, clock_timestamp() + case
    when counted.failures >= ${freeAttempts} then ${waitSeconds("counted.failures")} else 0
  end * interval '1 second'
  from (select case
    when throttle.blocked_until < clock_timestamp() - interval '${expiresAfter}' then 1 else throttle.failures + 1
  end as failures) as counted
)
where throttle.failures < ${freeAttempts} or throttle.blocked_until <= clock_timestamp()
returning key, failures`;

const waitStatement = `
select ceil(extract(epoch from max(blocked_until) - clock_timestamp()))::int as seconds,
  bool_or(checking > 0 and blocked_until - ${waitSeconds("failures")} * interval '1 second'
    > clock_timestamp() - ${checkingMs} * interval '1 millisecond') as checking
from sign_in_throttle
where key = any ($1::text[]) and failures >= ${freeAttempts} and blocked_until > clock_timestamp()`;

type CountOutcome =
  | { kind: "counted"; failures: Map<string, number> }
  | { kind: "refused"; seconds: number; checking: boolean };

async function count(keys: string[]): Promise<CountOutcome> {
  let refused: Extract<CountOutcome, { kind: "refused" }> | undefined;
  try {
    return await inOwnTransaction(async (tx) => {
      const { rows } = await tx.query<{ key: string; failures: number }>(countStatement, [keys]);
      if (rows.length < keys.length) {
        refused = await waitFor(tx, keys);
        throw new Error("Refused: the transaction takes back what the other key counted.");
      }
      await deleteExpired(tx);
      return { kind: "counted", failures: new Map(rows.map(({ key, failures }) => [key, failures])) };
    });
  } catch (error) {
    if (refused) return refused;
    throw error;
  }
}

async function waitFor(tx: Tx, keys: string[]): Promise<Extract<CountOutcome, { kind: "refused" }>> {
  const { rows } = await tx.query<{ seconds: number | null; checking: boolean | null }>(waitStatement, [
    keys,
  ]);
  // The wait may have ended between the two statements; then the next look gets through.
  const { seconds, checking } = rows[0] ?? {};
  return { kind: "refused", seconds: Math.max(1, seconds ?? 1), checking: checking ?? true };
}

/** Each attempt adds at most two rows and deletes up to 20 expired ones, so the table stays small. */
async function deleteExpired(tx: Tx): Promise<void> {
  await tx.query(
    `delete from sign_in_throttle where key in (
       select key from sign_in_throttle where blocked_until < clock_timestamp() - interval '${expiresAfter}'
       limit 20 for update skip locked
     )`,
  );
}

async function confirmFailure(keys: string[]): Promise<void> {
  await pool().query(
    "update sign_in_throttle set checking = checking - 1 where key = any ($1) and checking > 0",
    [keys],
  );
}

/** Takes one attempt back. Where others have failed since, their wait stays. @param failures as this attempt left them */
const uncount = (key: string, failures: string) => `
update sign_in_throttle
set failures = failures - 1, checking = greatest(checking - 1, 0),
  blocked_until = case when failures = ${failures} then clock_timestamp() else blocked_until end
where key = ${key} and failures > 0`;

async function clearOnSuccess(key: string, sharedKey: string | null, sharedFailures: number): Promise<void> {
  await pool().query(`with cleared as (delete from sign_in_throttle where key = $1) ${uncount("$2", "$3")}`, [
    key,
    sharedKey,
    sharedFailures,
  ]);
}

/** One key a statement: two attempts that lock both keys in another order would deadlock. */
async function release(counted: Map<string, number>): Promise<void> {
  for (const [key, failures] of counted) await pool().query(uncount("$1", "$2"), [key, failures]);
}
