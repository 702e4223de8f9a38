import { setTimeout as pause } from "node:timers/promises";
import { dispatcherLifeLockClass, hintStatement, settingsChannel } from "@/lib/db/locks";
import { pool, type Tx } from "@/lib/db/pool";
import type { PrismaTx } from "@/lib/db/prisma";
import { log } from "@/lib/log";

/**
 * Counts the version on that dispatchers acknowledge, in the transaction of whatever they are to learn; to be announced after
 * commit.
 */
export async function nextSettingsVersion(tx: PrismaTx): Promise<number> {
  const { version } = await tx.webhookSettings.update({
    where: { id: 1 },
    data: { version: { increment: 1 } },
  });
  return version;
}

/** The same in a transaction on `pool()`. */
export async function nextSettingsVersionIn(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ version: number }>(
    "update webhook_settings set version = version + 1 where id = 1 returning version",
  );
  return rows[0]?.version ?? 0;
}

/** Longer than a dispatcher may act on what it knew: after it, one that did not answer is harmless (docs/decisions/0008). */
const longestWaitMs = 3_000;

/**
 * Tells the dispatchers of a new settings version and waits until every living one has acted on it. The save itself has
 * committed: a failure here is logged, and the wait is then served in full.
 */
export async function announceSettings(version: number): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  try {
    await pool().query(hintStatement, [settingsChannel, String(version)]);
    for (let waitMs = 2; performance.now() < deadline; waitMs = Math.min(50, waitMs * 2)) {
      const { rowCount } = await pool().query(behind, [dispatcherLifeLockClass, version]);
      if (rowCount === 0) return;
      await pause(waitMs);
    }
    log.warn({ event: "settings.not_acknowledged", version });
  } catch (error) {
    log.error({ event: "settings.announce_failed", version, err: error });
    await pause(Math.max(0, deadline - performance.now()));
  }
}

/** A living dispatcher that has not seen the version; one that holds its life lock but has no row yet counts as well. */
const behind = `
  select 1
  from pg_locks l left join dispatcher d on d.id = l.objid::bigint
  where l.locktype = 'advisory' and l.classid = $1 and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())
    and coalesce(d.settings_version, 0) < $2
  limit 1`;
