import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { isLate } from "./acquire";
import { notify } from "./locks";
import type { Queryable } from "./pool";

/** A pooler gives the transactions of one connection sessions of others. The message is for the operator. */
export class SharedSessionError extends Error {
  constructor() {
    super(
      "The connection leads through a pooler in transaction mode, where a dispatcher hears no notifications and its locks are left to others. Set DATABASE_DIRECT_URL to the server itself, or to a pooler in session mode.",
    );
  }
}

type Session = Pick<pg.Client, "query" | "on" | "off"> & { processID?: number | null };

/**
 * Shows that a connection has one session for its life, by another connection that goes the same way: while that one is in a
 * transaction, the first is answered by the same server process as before, and then hears what the other tells it (docs/decisions/0055).
 * @throws SharedSessionError, and what the database throws
 */
export async function assertOwnSession(client: Session, other: Session): Promise<void> {
  const before = await processOf(client);
  await other.query("begin");
  try {
    // A pooler has to give this one another process than the other one has, or none.
    if ((await processOf(client)) !== before) throw new SharedSessionError();
  } catch (error) {
    throw isLate(error) && client.processID !== before ? new SharedSessionError() : error;
  } finally {
    await other.query("rollback");
  }
  const channel = `callboard_session_${randomBytes(8).toString("hex")}`;
  await client.query(`listen ${channel}`);
  try {
    await assertHears(client, other, { channel });
  } finally {
    await client.query(`unlisten ${channel}`).catch(() => undefined);
  }
}

async function processOf(client: Session): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid;
}

const tries = 20;
const betweenMs = 100;

/**
 * Shows that a connection that listens to `channel` hears it, and that its session is the one it was.
 * @param other what tells it, with an empty text: another session than the client's
 * @param options.holds SQL of what is true in that session alone, such as that it holds a lock
 * @throws SharedSessionError, and what the database throws
 */
export async function assertHears(
  client: Session,
  other: Queryable,
  { channel, holds = "true" }: { channel: string; holds?: string },
): Promise<void> {
  let heard = false;
  const listener = (message: pg.Notification) => {
    heard ||= message.channel === channel;
  };
  client.on("notification", listener);
  try {
    for (let left = tries; left > 0; left -= 1) {
      if (left < tries) await pause(betweenMs);
      const { rows: told } = await other.query<{ full: boolean }>(
        `select pg_notification_queue_usage() >= 0.5 as full, ${notify(`'${channel}'`)}`,
      );
      // The server hands out what was told before it says that it is ready for the next statement.
      const { rows: asked } = await client.query<{ holds: boolean }>(`select ${holds} as holds`);
      if (!asked[0]?.holds) throw new SharedSessionError();
      // Nothing is told while the queue is full, and nothing needs to be (docs/decisions/0025).
      if (heard || told[0]?.full) return;
    }
    throw new SharedSessionError();
  } finally {
    client.off("notification", listener);
  }
}
