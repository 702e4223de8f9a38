/** Every advisory lock Callboard takes, in one place: two uses of one key would wait for each other. */

/** Two-key locks `(class, id)`: held for a dispatcher's life by its own session; who holds none is dead. */
export const dispatcherLifeLockClass = 4711;

/**
 * One-key lock on the webhook settings: shared by every transaction that records an event, exclusive while a save
 * commits. So each event sees the settings either before or after a save, and no delivery is added behind one.
 */
export const webhookSettingsLock = 47_120_001;

/** Held while migrations run, so that nodes started together apply them once. */
export const migrationLock = 47_120_002;

/** Held while users change, so that parallel setups make one administrator and the last one stays. */
export const administratorLock = 47_120_003;

/** Held by the one process that prunes old rows just now. */
export const retentionLock = 47_120_004;

/** Held by the one process that folds the stats, prunes them or counts them anew just now. */
export const statsLock = 47_120_006;

/** Held by the one process that verifies hours just now. */
export const verificationLock = 47_120_007;

/** Held by the one process that makes notices just now, and by those that mail and post them. */
export const noticesLock = 47_120_051;
export const noticeMailLock = 47_120_052;
export const noticePostLock = 47_120_053;

/**
 * Two-key locks `(class, bucket)`: where order is kept, held for each instance from before its event is recorded until that
 * has committed. Instances share 1,024 buckets, so that a batch cannot use up the room PostgreSQL has for locks.
 */
export const orderLockClass = 4712;

/**
 * Two-key locks `(class, dispatcher)`: shared while an event is recorded with a claim for that dispatcher, exclusive from when it
 * begins to leave. So whatever was claimed for it has committed when it looks a last time (docs/decisions/0050).
 */
export const recordedClaimLockClass = 4713;

/** NOTIFY channels. Both are hints: a sweep each second finds what a lost one missed. */
export const dueChannel = "callboard_due";
export const settingsChannel = "callboard_settings";

/** On which a dispatcher is told what was claimed for it as it was recorded, as lib/dispatch/claim/recorded-claims.ts reads it (docs/decisions/0050). */
export const claimsChannel = (dispatcherId: number | string) => `callboard_claims_${dispatcherId}`;

/**
 * SQL that sends a hint in a statement which does more: not while the server's queue of notifications is half full, since a full one
 * fails the statement (docs/decisions/0025).
 */
export const notify = (channel: string, payload = "''") =>
  `case when pg_notification_queue_usage() < 0.5 then pg_notify(${channel}, ${payload}) end`;

/**
 * Sends a hint about `$2` on channel `$1`. A transaction that notifies has a commit record, and waits for the disk like any
 * other before it wakes the listeners; a hint may be lost, so it need not.
 */
export const hintStatement = "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";
