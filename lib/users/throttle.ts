import { createHmac, hkdfSync } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { config } from "@/lib/config";
import { inOwnTransaction, pool, type Queryable, type Tx } from "@/lib/db/pool";

/** Failed attempts without a wait; after the n-th, from this one on, 2^n seconds, at most `maxWaitSeconds`. */
const freeAttempts = 5;
const maxWaitSeconds = 900;
/** Without a failure for this long, all is forgotten. Waiting for it gains no more guesses than going on would. */
const forgottenAfter = "1 hour";
/** An attempt whose password is being checked counts as failed meanwhile: those behind it wait to see whether it was right. */
const checkingMs = 2_000;
const lookAgainMs = 100;
/** At most this many wait and see, in a process; a flood is refused at once. */
const maxWaiting = 20;
let waiting = 0;

/** What failures are counted for. `once` is forgotten on success, `shared` only gets back what this attempt had added. */
export type Counted = { once: string; shared?: string | null };

export type Attempt =
  | {
      kind: "may_try";
      settle: (succeeded: boolean) => Promise<void>;
      /** Instead of `settle`, where the password was not looked at: nothing is counted. */
      release: () => Promise<void>;
    }
  /** Whole seconds until the next attempt counts. */
  | { kind: "wait"; seconds: number };

/** A key for what is counted, from which the email or address cannot be read back. */
export function throttleKey(
  kind: "account" | "address" | "browser" | "password change",
  text: string,
): string {
  const key = Buffer.from(hkdfSync("sha256", config().appSecret, "", "callboard sign-in throttle", 32));
  return createHmac("sha256", key).update(`${kind} ${text}`).digest("base64url");
}

/**
 * Counts an attempt as failed before it is made, in one statement, so that of any number at once in any number of processes
 * no more than `freeAttempts` get through. An attempt that may not be made counts nothing and prolongs nothing.
 */
export async function beginAttempt({ once, shared }: Counted): Promise<Attempt> {
  const keys = shared ? [once, shared] : [once];
  const giveUpAt = performance.now() + checkingMs;
  for (;;) {
    const outcome = await count(keys);
    if (outcome.kind === "counted") {
      const failures = shared ? (outcome.failures.get(shared) ?? 0) : 0;
      const settle = (succeeded: boolean) =>
        succeeded ? forgive(once, shared ?? null, failures) : keepFailure(keys);
      return { kind: "may_try", settle, release: () => release(outcome.failures) };
    }
    if (!outcome.checking || waiting >= maxWaiting || performance.now() > giveUpAt) {
      return { kind: "wait", seconds: outcome.seconds };
    }
    waiting += 1;
    await pause(lookAgainMs);
    waiting -= 1;
  }
}

/** Forgets all failures counted for this key: somebody entitled to it has set things right. */
export async function forgetFailures(db: Queryable, key: string): Promise<void> {
  await db.query("delete from sign_in_throttle where key = $1", [key]);
}

const waitOf = (failures: string) => `least(2 ^ least(${failures}, 30), ${maxWaitSeconds})`;

/** Keys in order, so that two attempts with the same keys cannot wait for each other. */
const countStatement = `
insert into sign_in_throttle as kept (key, failures, checking, blocked_until)
select key, 1, 1, clock_timestamp() from unnest($1::text[]) as key order by key
on conflict (key) do update set (failures, checking, blocked_until) = (
  select counted.failures, kept.checking + 1, clock_timestamp() + case
    when counted.failures >= ${freeAttempts} then ${waitOf("counted.failures")} else 0
  end * interval '1 second'
  from (select case
    when kept.blocked_until < clock_timestamp() - interval '${forgottenAfter}' then 1 else kept.failures + 1
  end as failures) as counted
)
where kept.failures < ${freeAttempts} or kept.blocked_until <= clock_timestamp()
returning key, failures`;

const waitStatement = `
select ceil(extract(epoch from max(blocked_until) - clock_timestamp()))::int as seconds,
  bool_or(checking > 0 and blocked_until - ${waitOf("failures")} * interval '1 second'
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
        throw new Error("Refused: what was counted for the other key is taken back.");
      }
      await forgetOld(tx);
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

/** Each attempt adds two rows at most and takes more than that away: the table holds what is fresh. */
async function forgetOld(tx: Tx): Promise<void> {
  await tx.query(
    `delete from sign_in_throttle where key in (
       select key from sign_in_throttle where blocked_until < clock_timestamp() - interval '${forgottenAfter}'
       limit 20 for update skip locked
     )`,
  );
}

async function keepFailure(keys: string[]): Promise<void> {
  await pool().query(
    "update sign_in_throttle set checking = checking - 1 where key = any ($1) and checking > 0",
    [keys],
  );
}

/** Takes one attempt away. Where others have failed since, their wait stays. @param failures as this attempt left them */
const uncount = (key: string, failures: string) => `
update sign_in_throttle
set failures = failures - 1, checking = greatest(checking - 1, 0),
  blocked_until = case when failures = ${failures} then clock_timestamp() else blocked_until end
where key = ${key} and failures > 0`;

async function forgive(once: string, shared: string | null, failures: number): Promise<void> {
  await pool().query(
    `with forgotten as (delete from sign_in_throttle where key = $1) ${uncount("$2", "$3")}`,
    [once, shared, failures],
  );
}

/** One key a statement: two that take both keys in another order would wait for each other. */
async function release(counted: Map<string, number>): Promise<void> {
  for (const [key, failures] of counted) await pool().query(uncount("$1", "$2"), [key, failures]);
}
