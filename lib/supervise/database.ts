import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { backoff } from "@/lib/backoff";
import { SettingsError } from "@/lib/config";
import { foreignSetting } from "@/lib/db/check-session";
import { connect, type Door } from "@/lib/db/connect";
import { type EmbeddedDatabase, startEmbedded } from "@/lib/db/embedded/start";
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
        logLine(
          `The embedded PostgreSQL did not start: ${error instanceof Error ? error.message : String(error)}`,
        );
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
export const startDoor: Door = { limits: { statementMs: 5_000 }, answerMs: 6_000, connectMs: 5_000 };

/**
 * Whether this PostgreSQL can be used: its version, that it takes changes, that a session keeps what Callboard sets
 * (docs/decisions/0028), and that its tables are there or can be made.
 * @throws SettingsError with a sentence when not; DatabaseAwayError when it does not answer
 */
export async function checkDatabase(url: string): Promise<void> {
  let client: pg.Client | undefined;
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
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
    if (readOnly) {
      throw new DatabaseAwayError([
        `The database at ${where} takes no changes: it is a standby, or default_transaction_read_only is on. Let DATABASE_URL name the primary server.`,
      ]);
    }
    const found = (await foreignSetting(url, startDoor)) ?? (await schemaProblem(client, url));
    if (found) throw new SettingsError([`The database at ${where} ${found}`]);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const reason =
      error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
    throw new DatabaseAwayError([
      `The database at ${where} cannot be reached (${reason}). Check DATABASE_URL and that PostgreSQL runs, or unset it to use the embedded one.`,
    ]);
  } finally {
    await client?.end().catch(() => {});
  }
}
