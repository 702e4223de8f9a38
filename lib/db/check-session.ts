import { randomUUID } from "node:crypto";
import type pg from "pg";
import { connect, type Door, doorSettings, isPooled } from "./connect";
import { type SessionSettings, transactionSettings } from "./session";

/** A time as Prisma sends times, without an offset, and when it is. */
const sentTime = "2026-03-08 02:30:00.25";
const meantTime = Date.UTC(2026, 2, 8, 2, 30, 0, 250);

const remedy =
  "Something between Callboard and PostgreSQL, such as a pooler, swallows or shares the settings of a session: let DATABASE_URL name the server itself, or a pooler in session mode.";

/**
 * Reads back what two sessions were set to (docs/decisions/0028), or, where a pooler is between and the door needs no session, what
 * a transaction was.
 * @returns the rest of a sentence that begins with the database, when a session is not what it was set to; null when all is well
 * @throws what connecting or the database throws
 */
export async function foreignSetting(address: string, door: Door): Promise<string | null> {
  const first = await connect(address, door);
  try {
    const settings = doorSettings(address, door);
    if (door.perTransaction && isPooled(first)) {
      return (await changedSetting(first, transactionSettings(settings))) ?? (await changedTime(first));
    }
    const own = await mark(first);
    const second = await connect(address, door);
    try {
      await mark(second);
      return (
        (await sharedSession(first, own)) ??
        (await changedSetting(first, settings)) ??
        (await changedTime(first))
      );
    } finally {
      await second.end().catch(() => {});
    }
  } finally {
    await first.end().catch(() => {});
  }
}

async function mark(client: pg.Client): Promise<string> {
  const own = randomUUID();
  await client.query("select set_config('callboard.session', $1, false)", [own]);
  return own;
}

/** Behind a pooler in transaction mode the second connection's statements run in the session of the first. */
async function sharedSession(client: pg.Client, own: string): Promise<string | null> {
  const { rows } = await client.query<{ found: string | null }>(
    "select current_setting('callboard.session', true) as found",
  );
  return rows[0]?.found === own ? null : `gives several connections one session. ${remedy}`;
}

async function changedSetting(client: pg.Client, wanted: SessionSettings): Promise<string | null> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name = any ($1)",
    [Object.keys(wanted)],
  );
  const changed = rows.find(({ name, setting }) => setting !== wanted[name]);
  if (!changed) return null;
  return `has the setting ${changed.name} at "${changed.setting}" on a connection that set it to "${wanted[changed.name]}". ${remedy}`;
}

/** The settings may look right and times still be read in another way than they were sent. */
async function changedTime(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ at: unknown }>("select $1::timestamptz as at", [sentTime]);
  const at = rows[0]?.at;
  if (at instanceof Date && at.getTime() === meantTime) return null;
  const read = at instanceof Date && !Number.isNaN(at.getTime()) ? at.toISOString() : String(at);
  return `gives back the time ${new Date(meantTime).toISOString()} as ${read}, although TimeZone and DateStyle are set. ${remedy}`;
}
