import { administratorLock } from "@/lib/db/locks";
import { inTransaction, type Tx } from "@/lib/db/pool";

/**
 * Runs `work` in a transaction that no other change of users runs beside, on any node: what `work` reads of them still holds
 * when it writes. So of two administrators who demote each other one stays (docs/decisions/0038).
 */
export function inUserTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(async (tx) => {
    // A statement of its own: the next one sees what the holder before has committed.
    await tx.query("select pg_advisory_xact_lock($1::bigint)", [administratorLock]);
    return work(tx);
  });
}
