import { dispatcherLifeLockClass } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";

/** Whether callbacks can flow: the database answers and at least one dispatcher lives (it holds its life lock). */
export type Readiness = { database: boolean; dispatchers: number };

export async function readiness(): Promise<Readiness> {
  try {
    const { rows } = await pool().query<{ living: number }>(
      `select count(*)::int as living from pg_locks
       where locktype = 'advisory' and classid = $1 and objsubid = 2 and granted
         and database = (select oid from pg_database where datname = current_database())`,
      [dispatcherLifeLockClass],
    );
    return { database: true, dispatchers: rows[0]?.living ?? 0 };
  } catch {
    return { database: false, dispatchers: 0 };
  }
}
