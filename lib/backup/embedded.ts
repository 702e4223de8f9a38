import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { readSettings, SettingsError } from "@/lib/config";
import { postgresBinaries } from "@/lib/db/embedded/binaries";
import { EmbeddedDatabaseError } from "@/lib/db/embedded/error";
import { databaseIdentity, type Identity } from "@/lib/db/embedded/identity";
import { postgresMajor } from "@/lib/db/embedded/major";
import { startEmbedded } from "@/lib/db/embedded/start";
import { MigrationError } from "@/lib/db/migrate";
import { openDataDir } from "@/lib/supervise/data-dir";
import { assertNotRunning, readRunning } from "@/lib/supervise/running";
import { type Backup, backUp } from "./backup";
import { BackupError, versionFile } from "./manifest";
import type { StartProgress } from "./progress";
import { type Restored, restore } from "./restore";

/**
 * Backs up the embedded database of DATA_DIR, whether Callboard runs or not.
 * @param root the checkout, which DATA_DIR is relative to
 * @throws BackupError
 */
export function backUpEmbedded(file: string, root: string, startProgress: StartProgress): Promise<Backup> {
  return inWords(async () => {
    const { dataDir, appSecretFile } = await embeddedOf(
      root,
      `pg_dump --format=custom --file=${file} "$DATABASE_URL"`,
    );
    const { databaseFolder } = dataDir;
    if (!existsSync(path.join(databaseFolder, "cluster", versionFile)))
      throw new BackupError(`There is no database in ${databaseFolder} yet.`);
    const running = await readRunning(dataDir);
    const own = running?.databaseUrl ? null : await startEmbedded({ folder: databaseFolder });
    try {
      const url = running?.databaseUrl ?? own?.url ?? "";
      return await backUp({ url, databaseFolder, appSecretFile }, file, startProgress);
    } finally {
      await own?.stop();
    }
  });
}

/** Restores it, where Callboard does not run. @throws BackupError, and then what was there is as it was */
export function restoreEmbedded(
  file: string,
  root: string,
  { yes, ...progress }: { yes: boolean } & Parameters<typeof restore>[2],
): Promise<Restored> {
  return inWords(async () => {
    const { dataDir, appSecretFile } = await embeddedOf(
      root,
      `pg_restore --no-owner --exit-on-error --dbname="$DATABASE_URL" ${file}`,
      " into an empty database",
    );
    await assertNotRunning(dataDir);
    const identity = await databaseIdentity();
    const { databaseFolder } = dataDir;
    await assertOwn(databaseFolder, identity);
    const postgres = await postgresMajor(await postgresBinaries(databaseFolder, identity));
    const migrations = path.join(root, "prisma/migrations");
    return restore(file, { databaseFolder, identity, appSecretFile, postgres, migrations, yes }, progress);
  });
}

/** @throws BackupError where the database is the operator's own, with what does it there */
async function embeddedOf(root: string, command: string, how = "") {
  const settings = readSettings(process.env);
  if (settings.databaseUrl)
    throw new BackupError(
      `DATABASE_URL names a PostgreSQL of your own, which PostgreSQL's own programs back up and restore. Run${how}: ${command}`,
    );
  const dataDir = await openDataDir(settings.dataDir, root);
  const appSecretFile = settings.appSecret ? null : path.join(dataDir.folder, "app-secret");
  return { dataDir, appSecretFile };
}

/** What root restores for another user's Callboard that user could not read. @throws BackupError */
async function assertOwn(databaseFolder: string, identity: Identity | null): Promise<void> {
  const owner = await stat(databaseFolder).catch(() => null);
  const own = identity?.uid ?? process.getuid?.();
  if (owner && own !== undefined && owner.uid !== own)
    throw new BackupError(
      `${databaseFolder} belongs to another user (number ${owner.uid}). Run this as the user that Callboard runs as.`,
    );
}

/** What the operator can mend is told in a sentence. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const mendable = [SettingsError, EmbeddedDatabaseError, MigrationError].some(
      (kind) => error instanceof kind,
    );
    throw mendable && error instanceof Error ? new BackupError(error.message) : error;
  }
}
