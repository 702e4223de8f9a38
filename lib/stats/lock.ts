import { statsLock } from "@/lib/db/locks";
import type { Queryable } from "@/lib/db/pool";

/**
 * Runs `work` while this session holds the lock of the stats.
 * @param session one connection, not a pool
 * @returns null when another process has it and `wait` is not asked for
 */
export async function withStatsLock<T>(
  session: Queryable,
  work: () => Promise<T>,
  { wait = false } = {},
): Promise<T | null> {
  const { rows } = await session.query<{ locked: boolean }>(
    wait
      ? "select true as locked from (select pg_advisory_lock($1)) as lock"
      : "select pg_try_advisory_lock($1) as locked",
    [statsLock],
  );
  if (!rows[0]?.locked) return null;
  try {
    return await work();
  } finally {
    // Where the connection is gone, so is the lock.
    await session.query("select pg_advisory_unlock($1)", [statsLock]).catch(() => undefined);
  }
}
