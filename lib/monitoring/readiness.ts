import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { pool } from "@/lib/db/pool";
import { isHeld } from "@/lib/installation/hold";

/** Whether callbacks can flow: the database answers and at least one dispatcher lives (it holds its life lock). */
export type Readiness = {
  database: boolean;
  dispatchers: number;
  /** Callbacks are held until an administrator says what this database is (docs/decisions/0053). */
  held: boolean;
};

export async function readiness(): Promise<Readiness> {
  try {
    const { rows } = await pool().query<{ living: number; held: boolean }>(
      `select count(*)::int as living, ${isHeld} as held from ${livingDispatchers} as living`,
    );
    return { database: true, dispatchers: rows[0]?.living ?? 0, held: rows[0]?.held ?? false };
  } catch {
    return { database: false, dispatchers: 0, held: false };
  }
}
