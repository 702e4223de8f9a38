import { setTimeout as pause } from "node:timers/promises";
import { dispatcherLifeLockClass, settingsChannel } from "@/lib/db/locks";
import { count, database } from "./delivery-rows";

/** Waiting on conditions. */

/**
 * Resolves with what `look` returns as soon as it is neither false nor undefined. How long that may take is no promise of
 * Callboard's: a test that fails here has waited for what does not come, not for a busy machine.
 */
export async function eventually<T>(
  look: () => Promise<T | false | undefined>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`Did not become true within ${withinMs} ms: ${look}`);
    await pause(10);
  }
}

export function eventuallyCount(
  table: string,
  where: string,
  expected: number,
  db = database(),
): Promise<boolean> {
  return eventually(async () => (await count(table, where, db)) === expected && true);
}

/** Announces a settings version and waits until all living dispatchers have acted on it. */
export async function settingsReached(version: number): Promise<void> {
  await database().query("select pg_notify($1, $2)", [settingsChannel, String(version)]);
  await eventually(async () => {
    const { rowCount } = await database().query(
      `select from dispatcher join pg_locks on classid = $1::int::oid and objid = dispatcher.id::oid
       where locktype = 'advisory' and granted and settings_version < $2
         and database = (select oid from pg_database where datname = current_database())`,
      [dispatcherLifeLockClass, version],
    );
    return rowCount === 0;
  });
}
