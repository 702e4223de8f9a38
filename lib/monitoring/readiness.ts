import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { pool } from "@/lib/db/pool";
import { ReadOnlyServerError } from "@/lib/db/servers";
import { areCallbacksHeld } from "@/lib/installation/hold";

/** Whether callbacks can flow: the database takes changes and at least one dispatcher lives (it holds its life lock). */
export type Readiness = {
  /** Whether it takes changes; a standby, or a server that was switched to read-only, only answers. */
  database: "takes changes" | "takes none" | "away";
  dispatchers: number;
  /** Callbacks are held until an administrator says what this database is (docs/decisions/0053). */
  held: boolean;
};

export async function readiness(): Promise<Readiness> {
  try {
    const { rows } = await pool().query<{ living: number; held: boolean; readOnly: boolean }>(
      `select count(*)::int as living, ${areCallbacksHeld} as held, current_setting('transaction_read_only') = 'on' as "readOnly"
       from ${livingDispatchers} as living`,
    );
    const { living = 0, held = false, readOnly = false } = rows[0] ?? {};
    return { database: readOnly ? "takes none" : "takes changes", dispatchers: living, held };
  } catch (error) {
    const database = error instanceof ReadOnlyServerError ? "takes none" : "away";
    return { database, dispatchers: 0, held: false };
  }
}
