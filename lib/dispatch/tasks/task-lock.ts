import type pg from "pg";

/**
 * Runs `work` on one connection that holds the advisory lock meanwhile, so that of all processes one is at it.
 * @returns null when another process has it
 */
export async function withTaskLock<T>(
  pool: pg.Pool,
  lock: number,
  work: (session: pg.PoolClient) => Promise<T>,
): Promise<T | null> {
  const session = await pool.connect();
  let broken = true;
  try {
    const { rows } = await session.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
      lock,
    ]);
    if (!rows[0]?.locked) {
      broken = false;
      return null;
    }
    const result = await work(session);
    await session.query("select pg_advisory_unlock($1)", [lock]);
    broken = false;
    return result;
  } finally {
    // A connection on which something failed is closed, and the lock with it.
    session.release(broken);
  }
}
