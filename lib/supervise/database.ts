import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { backoff } from "@/lib/backoff";
import { SettingsError } from "@/lib/config";
import { placeOf } from "@/lib/database-address";
import { schemaOf } from "@/lib/database-schema";
import { foreignSetting } from "@/lib/db/check-session";
import { connect, type Door } from "@/lib/db/connect";
import { type EmbeddedDatabase, startEmbedded } from "@/lib/db/embedded/start";
import { assertOwnSession, SharedSessionError } from "@/lib/db/own-session";
import { ReadOnlyServerError } from "@/lib/db/servers";
import { reasonOf } from "@/lib/errors";
import { schemaProblem } from "./check-schema";
import { logLine } from "./output";

export type SupervisedDatabase = { url: string; stop: () => Promise<void> };

/** The embedded database, started again on the same port whenever it ends unasked. @throws EmbeddedDatabaseError at the first start */
export async function superviseEmbedded(folder: string): Promise<SupervisedDatabase> {
  let server: EmbeddedDatabase = await startEmbedded({ folder });
  let stopping = false;
  const { url } = server;
  const preferredPort = Number(new URL(url).port);

  async function watch(): Promise<void> {
    const restart = backoff({ minMs: 400, maxMs: 5_000 });
    while (!stopping) {
      await server.ended;
      if (stopping) return;
      logLine("The embedded PostgreSQL ended; starting it again.");
      try {
        server = await startEmbedded({ folder, preferredPort });
        restart.reset();
      } catch (error) {
        // After a kill the old server's processes may still hold its memory for a moment.
        logLine(`The embedded PostgreSQL did not start: ${reasonOf(error)}`);
        await pause(restart.fail());
      }
    }
  }
  void watch();

  return {
    url,
    stop: async () => {
      stopping = true;
      await server.stop();
    },
  };
}

/** A setting as well: its sentence names DATABASE_URL. */
export class DatabaseAwayError extends SettingsError {}

/** For what is asked once before a start. */
export const startDoor = {
  limits: { statementMs: 5_000 },
  answerMs: 6_000,
  connectMs: 5_000,
  perTransaction: true,
} satisfies Door;

/** The settings that name a database. */
type Setting = "DATABASE_URL" | "DATABASE_DIRECT_URL";

/**
 * Whether this PostgreSQL can be used: its version, that it takes changes, that what Callboard sets holds (docs/decisions/0028),
 * and that its tables are there or can be made.
 * @param options.sessions whether it is used by what needs a session for its life: dispatchers and commands
 * @throws SettingsError with a sentence when not; DatabaseAwayError when it does not answer
 */
export async function checkDatabase(
  url: string,
  { sessions = true, setting = "DATABASE_URL" }: { sessions?: boolean; setting?: Setting } = {},
): Promise<void> {
  let client: pg.Client | undefined;
  const where = placeOf(url);
  try {
    client = await connect(url, startDoor);
    const { rows } = await client.query<{ version: number; readOnly: boolean }>(
      `select current_setting('server_version_num')::int as version,
         current_setting('transaction_read_only') = 'on' as "readOnly"`,
    );
    const { version = 0, readOnly } = rows[0] ?? {};
    if (version < 150_000) {
      throw new SettingsError([
        `The PostgreSQL at ${where} is version ${Math.floor(version / 10_000)}; Callboard needs 15 or newer.`,
      ]);
    }
    if (readOnly) throw new ReadOnlyServerError();
    if (sessions) await checkSessions(client, url);
    const door = { ...startDoor, perTransaction: !sessions };
    const found = (await foreignSetting(url, door)) ?? (await schemaProblem(client, url));
    if (found) throw new SettingsError([`The database at ${where} ${found}`]);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    if (error instanceof SharedSessionError) {
      throw new SettingsError([
        `The database at ${where} is behind a pooler in transaction mode: the web app works there, but dispatchers and commands need sessions that last. Set DATABASE_DIRECT_URL to the server itself or to a pooler in session mode, or DISPATCHERS=0 on a node that only serves the web app.`,
      ]);
    }
    if (error instanceof ReadOnlyServerError) {
      throw new DatabaseAwayError([
        `The database at ${where} takes no changes: it is a standby, or default_transaction_read_only is on. Let ${setting} name the primary server.`,
      ]);
    }
    const reason =
      error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
    const instead = setting === "DATABASE_URL" ? ", or unset it to use the embedded one" : "";
    throw new DatabaseAwayError([
      `The database at ${where} cannot be reached (${reason}). Check ${setting} and that PostgreSQL runs${instead}.`,
    ]);
  } finally {
    await client?.end().catch(() => {});
  }
}

/** @throws SharedSessionError, and what the database throws */
async function checkSessions(client: pg.Client, url: string): Promise<void> {
  const other = await connect(url, startDoor);
  try {
    await assertOwnSession(client, other);
  } finally {
    await other.end().catch(() => {});
  }
}

/** The two ways to the database that a start has, of which dispatchers and commands take the direct one. */
export type Ways = { databaseUrl: string; databaseDirectUrl: string };

/**
 * Whether both ways can be used and lead to one database.
 * @param options.sessions whether this start runs what needs sessions
 * @throws as `checkDatabase`
 */
export async function checkDatabases(
  { databaseUrl, databaseDirectUrl }: Ways,
  { sessions }: { sessions: boolean },
): Promise<void> {
  if (databaseDirectUrl === databaseUrl) return checkDatabase(databaseUrl, { sessions });
  await checkDatabase(databaseDirectUrl, { setting: "DATABASE_DIRECT_URL" });
  await checkDatabase(databaseUrl, { sessions: false });
  const [one, other] = [await identityOf(databaseUrl), await identityOf(databaseDirectUrl)];
  if (one === other) return;
  throw new SettingsError([
    `DATABASE_URL leads to ${placeOf(databaseUrl)} and DATABASE_DIRECT_URL to ${placeOf(databaseDirectUrl)}, which is another database. Let both lead to the same.`,
  ]);
}

async function identityOf(url: string): Promise<string> {
  const client = await connect(url, startDoor);
  try {
    const { rows } = await client.query<{ oid: number }>(
      "select oid from pg_database where datname = current_database()",
    );
    // Not every role may read it.
    const server = await client
      .query<{ id: string }>("select system_identifier::text as id from pg_control_system()")
      .catch(() => ({ rows: [] }));
    return `${server.rows[0]?.id} ${rows[0]?.oid} ${schemaOf(url)}`;
  } finally {
    await client.end().catch(() => {});
  }
}
