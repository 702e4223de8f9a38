import { retentionLock } from "@/lib/db/locks";
import type { Queryable } from "@/lib/db/pool";
import { pruneDeliveries } from "./prune-deliveries";
import { pruneEvents } from "./prune-events";
import { pruneOthers } from "./prune-others";

/** What one run took away: finished deliveries, events without any left, and those that had waited too long. */
export type Pruned = { deliveries: number; events: number; expired: number };

const deletedBeforeStatement = `
insert into retention (deleted_before) values ($1::timestamptz + interval '1 ms')
on conflict (id) do update set deleted_before = greatest(retention.deleted_before, excluded.deleted_before)`;

/**
 * Deletes what has finished and is older than `days` by the database's clock, and fails what has waited that long for a suspended
 * endpoint. Never touches any other pending delivery. Works in small steps, and never takes more than half of one connection.
 * @param session one connection, not a pool: it holds an advisory lock meanwhile
 * @returns null when another process is at it
 * @throws what the database throws; what was done until then stays done
 */
export async function prune(
  session: Queryable,
  { days, signal }: { days: number; signal?: AbortSignal },
): Promise<Pruned | null> {
  const { rows } = await session.query<{ locked: boolean; cutOff: string }>(
    `select pg_try_advisory_lock($1) as locked, (now() - make_interval(days => $2::int))::text as "cutOff"`,
    [retentionLock, days],
  );
  const { locked, cutOff } = rows[0] ?? {};
  if (!locked || cutOff === undefined) return null;
  try {
    // First, and for good: whoever reconciles must not miss what is deleted from here on.
    await session.query(deletedBeforeStatement, [cutOff]);
    const { deliveries, expired } = await pruneDeliveries(session, cutOff, signal);
    await pruneOthers(session, cutOff, signal);
    return { deliveries, expired, events: await pruneEvents(session, cutOff, signal) };
  } finally {
    // Where the connection is gone, so is the lock.
    await session.query("select pg_advisory_unlock($1)", [retentionLock]).catch(() => undefined);
  }
}
