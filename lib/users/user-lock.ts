import { administratorLock } from "@/lib/db/locks";
import { inTransaction, type Tx } from "@/lib/db/pool";

/** One change of users at a time, so that of two administrators who demote each other one stays. */
export function withUserLock<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1::bigint)", [administratorLock]);
    return work(tx);
  });
}
