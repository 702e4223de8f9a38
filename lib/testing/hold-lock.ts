import { pool } from "@/lib/db/pool";

/** An advisory lock that a test holds, so that those who need it meet; `waiting` counts them. */
export async function holdLock(key: number) {
  const tx = await pool().connect();
  await tx.query("begin");
  await tx.query("select pg_advisory_xact_lock($1)", [key]);
  return {
    waiting: async () => {
      const { rows } = await tx.query<{ n: number }>(
        "select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = $1 and not granted",
        [key],
      );
      return rows[0]?.n ?? 0;
    },
    release: async () => {
      await tx.query("commit");
      tx.release();
    },
  };
}
