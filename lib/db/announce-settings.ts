import { setTimeout as pause } from "node:timers/promises";
import { log } from "@/lib/log";
import { livingDispatchers } from "./living-dispatchers";
import { hintStatement, settingsChannel } from "./locks";
import { afterCommit, pool, type Tx } from "./pool";

/**
 * Counts the version on that dispatchers acknowledge, with the change that they are to learn of, and announces it after the commit.
 * Whoever runs the transaction then returns when every living dispatcher knows.
 * @param announce where more than an announcement follows the commit
 */
export async function announceOnCommit(
  tx: Tx,
  announce: (version: number) => Promise<void> = announceSettings,
): Promise<void> {
  const version = await nextSettingsVersion(tx);
  await afterCommit(() => announce(version));
}

/** Counts the version on that dispatchers acknowledge; to be announced after commit. */
export async function nextSettingsVersion(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ version: number }>(
    "update webhook_settings set version = version + 1 where id = 1 returning version",
  );
  if (!rows[0]) throw new Error("The settings have no row.");
  return rows[0].version;
}

/** Longer than a dispatcher may act on what it knew: after it, one that did not answer is harmless (docs/decisions/0008). */
export const maxWaitMs = 3_000;

/**
 * Milliseconds between the looks of one wait, each half as long again as all before it: an answer is seen at most by half of
 * the time it took later, and a dispatcher that stands still costs some twenty looks, not sixty. Pure.
 */
export function* lookPauses(waitMs: number): Generator<number> {
  for (let waitedMs = 0; waitedMs < waitMs; ) {
    const pauseMs = Math.min(Math.max(2, waitedMs / 2), waitMs - waitedMs);
    yield pauseMs;
    waitedMs += pauseMs;
  }
}

/**
 * Tells the dispatchers of a new settings version and waits until every living one has acted on it. The save itself has
 * committed: a failure here is logged, and the wait is then served in full.
 */
export async function announceSettings(version: number): Promise<void> {
  const deadline = performance.now() + maxWaitMs;
  try {
    await pool().query(hintStatement, [settingsChannel, String(version)]);
    for (const pauseMs of lookPauses(maxWaitMs)) {
      const { rowCount } = await pool().query(behind, [version]);
      if (rowCount === 0) return;
      await pause(Math.min(pauseMs, Math.max(0, deadline - performance.now())));
    }
    log.warn({ event: "settings.not_acknowledged", version });
  } catch (error) {
    log.error({ event: "settings.announce_failed", version, err: error });
    await pause(Math.max(0, deadline - performance.now()));
  }
}

/** A living dispatcher that has not seen the version; one that holds its life lock but has no row yet counts as well. */
const behind = `
  select from ${livingDispatchers} as living left join dispatcher on dispatcher.id = living.id
  where coalesce(dispatcher.settings_version, 0) < $1
  limit 1`;
