import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { pool } from "@/lib/db/pool";

/** Whether callbacks can flow: the database answers and at least one dispatcher lives (it holds its life lock). */
export type Readiness = { database: boolean; dispatchers: number };

export async function readiness(): Promise<Readiness> {
  try {
    const { rows } = await pool().query<{ living: number }>(
      `select count(*)::int as living from ${livingDispatchers} as living`,
    );
    return { database: true, dispatchers: rows[0]?.living ?? 0 };
  } catch {
    return { database: false, dispatchers: 0 };
  }
}
