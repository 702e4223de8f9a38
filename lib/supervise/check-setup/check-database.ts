import type pg from "pg";
import { connect } from "@/lib/db/connect";
import { missingMigrations } from "@/lib/db/migrate";
import { counted } from "@/lib/plural";
import { checkDatabases, startDoor, type Ways } from "@/lib/supervise/database";
import { checkClock, checkSecrets } from "./check-stored";
import { type Finding, fine } from "./finding";

/**
 * A PostgreSQL as a start would use it, and what it holds already. Changes nothing.
 * @param migrations the folder `prisma/migrations`
 * @param ways how the web app reaches it, and what needs sessions
 * @param appSecret null where the start would make one
 * @throws SettingsError or MigrationError with the sentence that a start would end with
 */
export async function checkDatabaseSetup(
  ways: Ways,
  { migrations, appSecret, sessions }: { migrations: string; appSecret: string | null; sessions: boolean },
): Promise<Finding[]> {
  await checkDatabases(ways, { sessions });
  const client = await connect(ways.databaseDirectUrl, startDoor);
  try {
    const missing = await missingMigrations(client, migrations);
    return [
      fine(await versionOf(client)),
      await checkClock(client),
      fine(
        missing.length === 0
          ? "All migrations are applied."
          : `The start applies ${counted(missing.length, "migration", "migrations")}, up to ${missing.at(-1)}. Back up a database that is in use first.`,
      ),
      // Where a table is missing that the statement reads, its migration is.
      ...(appSecret === null || missing.length > 0 ? [] : [await checkSecrets(client, appSecret)]),
    ];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function versionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ version: string; database: string; role: string }>(
    "select current_setting('server_version') as version, current_database() as database, current_user as role",
  );
  const { version, database, role } = rows[0] ?? { version: "", database: "", role: "" };
  return `The database ${database} answers to the role ${role}: PostgreSQL ${version}.`;
}
