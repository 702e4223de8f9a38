import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import { config } from "@/lib/config";
import { isLate } from "./acquire";
import { openPool } from "./connect";
import { webDoor } from "./web-door";

const held = globalThis as typeof globalThis & { callboardPool?: pg.Pool };

/** The `pg` pool of this process, for the statements that are written by hand: the outbox and what is counted in bulk. */
export function pool(): pg.Pool {
  held.callboardPool ??= openPool(config().databaseUrl, { ...webDoor, max: 16 });
  return held.callboardPool;
}

/** Closes this process's pool, if it has one; the next use opens another. */
export async function closePool(): Promise<void> {
  const open = held.callboardPool;
  delete held.callboardPool;
  await open?.end();
}

export type Tx = pg.PoolClient;

/** What a statement is sent through: a transaction, a connection, or the pool, where it is a transaction of its own. */
export type Queryable = Pick<pg.PoolClient | pg.Pool, "query">;

type AfterCommit = () => unknown;
type Running = { tx: Tx; afterCommit: AfterCommit[] };
const running = new AsyncLocalStorage<Running>();

/** Where a single statement belongs: to the transaction under way, else to itself, which saves `begin` and `commit`. */
export function transactionOrPool(): Queryable {
  return running.getStore()?.tx ?? pool();
}

/** Whether what runs now is part of a transaction, which must not be left to anybody else. */
export const isInTransaction = (): boolean => running.getStore() !== undefined;

/**
 * Runs `work` in one transaction on `pool()`: commits its result or rolls back and rethrows. Inside another it becomes part
 * of that one, so that an answer kept for an idempotency key commits with the change it tells of.
 */
export async function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const outer = running.getStore();
  return outer ? work(outer.tx) : inOwnTransaction(work);
}

/**
 * As `inTransaction`, but always one of its own, on a connection of its own.
 * A connection that failed is thrown away, not returned.
 * @param options.oneMoment reads only, and all of it as it was when the first statement ran
 */
export async function inOwnTransaction<T>(
  work: (tx: Tx) => Promise<T>,
  { oneMoment = false } = {},
): Promise<T> {
  const tx = await pool().connect();
  const afterCommit: AfterCommit[] = [];
  let broken: Error | undefined;
  let result: T;
  try {
    await tx.query(`begin isolation level ${oneMoment ? "repeatable read, read only" : "read committed"}`);
    result = await running.run({ tx, afterCommit }, () => work(tx));
    await tx.query("commit");
  } catch (error) {
    // A connection that gave no answer would give none to a rollback either; closing it rolls back.
    if (isLate(error)) broken = error;
    else {
      await tx.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
    }
    throw error;
  } finally {
    tx.release(broken);
  }
  for (const next of afterCommit) await next();
  return result;
}

/**
 * Calls `next` once the transaction under way has committed, and never if it rolls back. Whoever runs the transaction waits for
 * what `next` returns, with the connection given back already: what a service promises on returning then holds as well where
 * its change commits with the answer to an Idempotency-Key. Without a transaction it is called at once.
 */
export async function afterCommit(next: AfterCommit): Promise<void> {
  const outer = running.getStore();
  if (outer) outer.afterCommit.push(next);
  else await next();
}
