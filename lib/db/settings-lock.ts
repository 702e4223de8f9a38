import { webhookSettingsLock } from "./locks";
import type { Tx } from "./pool";

/** While a save waits for the lock, transactions that record events queue behind it. This bounds their wait. */
const maxWaitMs = 1_500;

/**
 * Locks the settings for a save: each event is recorded either before the save or with the settings it leaves
 * (docs/decisions/0008). From here on this transaction waits at most `maxWaitMs` for any lock.
 * @throws PostgreSQL's error when the time is up (SQLSTATE 55P03)
 */
export async function lockSettings(tx: Tx): Promise<void> {
  await tx.query("select set_config('lock_timeout', $2, true), pg_advisory_xact_lock($1::bigint)", [
    webhookSettingsLock,
    String(maxWaitMs),
  ]);
}

/** Keeps the settings as they are until the transaction ends, as recording an event does: a save comes wholly before or after it. */
export async function lockSettingsShared(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock_shared($1)", [webhookSettingsLock]);
}
