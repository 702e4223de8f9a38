import { webhookSettingsLock } from "@/lib/db/locks";
import type { Tx } from "@/lib/db/pool";

/** Whoever records an event queues behind a save that waits: no longer than this. */
const maxWaitMs = 1_500;

/**
 * Takes the lock on the settings for a save: each event is recorded either before it or with what it leaves
 * (docs/decisions/0008). No lock of this transaction is waited for longer than `maxWaitMs` from here on.
 * @throws what PostgreSQL says when the time is up (SQLSTATE 55P03)
 */
export async function lockSettings(tx: Tx): Promise<void> {
  await tx.query("select set_config('lock_timeout', $2, true), pg_advisory_xact_lock($1::bigint)", [
    webhookSettingsLock,
    String(maxWaitMs),
  ]);
}
