import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { recordAudit } from "@/lib/audit/record";
import { operator } from "@/lib/auth/actor";
import { openPool } from "@/lib/db/connect";
import type { Identity } from "@/lib/db/embedded/identity";
import { leftRunning } from "@/lib/db/embedded/left-running";
import { restoringFolder, startEmbedded } from "@/lib/db/embedded/start";
import { migrate } from "@/lib/db/migrate";
import type { Tx } from "@/lib/db/pool";
import { setElsewhere } from "@/lib/installation/home";
import { type SkippedNumbers, skipNumbers } from "@/lib/installation/skip-numbers";
import { BackupError, installationId, type Manifest, versionFile } from "./manifest";
import type { StartProgress } from "./progress";
import { unpackBackup } from "./unpack";
import { unknownMigration, verify } from "./verify";

type RestoreTarget = {
  /** Where the embedded database lies or will lie. */
  databaseFolder: string;
  /** Who it runs as; null for this process's own user. */
  identity: Identity | null;
  /** The file of the generated APP_SECRET; null where it is set by whoever runs Callboard. */
  appSecretFile: string | null;
  /** PostgreSQL's major version here. */
  postgres: number;
  /** `prisma/migrations`. */
  migrations: string;
  /** Says that what is there may be put aside. */
  yes: boolean;
};

export type Restored = {
  manifest: Manifest;
  /** Where what was there lies now; null where nothing was. */
  aside: string | null;
  /** What is not given out again, where this is an older state of what was there; null where callbacks are held until somebody says what it is. */
  skipped: SkippedNumbers | null;
  pending: number;
};

/**
 * Puts a backup in the place of the embedded database, which must not run. It is unpacked and started beside it, read as a whole, and
 * only then are the two exchanged; what was there is kept aside (docs/decisions/0058).
 * @throws BackupError, and then what was there is as it was
 */
export async function restore(
  file: string,
  target: RestoreTarget,
  progress: { unpacking: StartProgress; reading: StartProgress },
): Promise<Restored> {
  const { databaseFolder, identity } = target;
  const cluster = path.join(databaseFolder, "cluster");
  const isThere = existsSync(path.join(cluster, versionFile));
  const aside = isThere
    ? `${databaseFolder}.before-${new Date().toISOString().replace(/[-:]|\.\d+Z$/g, "")}`
    : null;
  const draft = restoringFolder(databaseFolder);
  const stopped = await leftRunning(path.join(draft, "cluster"));
  if (stopped) await (await startEmbedded({ folder: draft })).stop();
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (identity) await chown(draft, identity.uid, identity.gid);
  try {
    let manifest: Manifest | undefined;
    const appSecret = await unpackBackup(file, {
      folder: draft,
      identity,
      startProgress: progress.unpacking,
      judge: async (found) => {
        manifest = found;
        assertReadable(found, target);
        if (aside !== null && !target.yes) throw mayNotReplace(found, databaseFolder);
      },
    });
    if (!manifest) throw new BackupError(`${file} is empty.`);
    const id = isThere ? await installationId(databaseFolder) : null;
    if (id !== null) await writeFile(path.join(draft, "installation-id"), `${id}\n`, { mode: 0o600 });
    const isItself = id === manifest.installation;
    const { skipped, pending } = await prepareDatabase(draft, {
      isItself,
      manifest,
      target,
      reading: progress.reading,
    });
    await exchange(aside, draft, appSecret, target);
    return { manifest, aside, skipped, pending };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** @throws BackupError */
function assertReadable({ postgres, arch, callboard }: Manifest, target: RestoreTarget): void {
  if (postgres !== target.postgres)
    throw new BackupError(
      `The backup is of PostgreSQL ${postgres}, and this release brings ${target.postgres}. Restore it with Callboard ${callboard}, which made it.`,
    );
  if (arch !== process.arch)
    throw new BackupError(
      `The backup was made on a machine with another processor (${arch}) than this one (${process.arch}). Restore it on one like that.`,
    );
}

const mayNotReplace = ({ madeAt }: Manifest, databaseFolder: string) =>
  new BackupError(
    `There is a database in ${databaseFolder}. With --yes it is put aside, and what happened since ${madeAt}, when the backup was made, is no longer seen.`,
  );

/** Checks the unpacked database and makes it what it is to be. @throws BackupError */
async function prepareDatabase(
  folder: string,
  {
    isItself,
    manifest,
    target,
    reading,
  }: {
    isItself: boolean;
    manifest: Manifest;
    target: RestoreTarget;
    reading: StartProgress;
  },
): Promise<{ skipped: SkippedNumbers | null; pending: number }> {
  const server = await startEmbedded({ folder });
  const pool = openPool(server.url, { limits: { statementMs: 0 }, max: 1 });
  try {
    const newer = await unknownMigration(pool, target.migrations);
    if (newer)
      throw new BackupError(
        `The backup is of a newer release (Callboard ${manifest.callboard}) than this one: it has the migration ${newer}. Restore it with that release.`,
      );
    await migrate(server.url, target.migrations);
    await verify(pool, reading);
    const tx: Tx = await pool.connect();
    try {
      await tx.query("begin");
      // Whoever was signed out since would be signed in again.
      await tx.query("delete from user_session");
      const skipped = isItself ? await skipNumbers(tx) : null;
      if (!isItself) await setElsewhere(tx);
      const after = { madeAt: manifest.madeAt, ...(skipped ? { skipped } : {}) };
      await recordAudit(tx, operator, { action: "database.restored", subject: "database", after });
      const { rows } = await tx.query<{ pending: number }>(
        "select count(*)::int as pending from delivery where done_at is null",
      );
      await tx.query("commit");
      return { skipped, pending: rows[0]?.pending ?? 0 };
    } finally {
      tx.release();
    }
  } finally {
    await pool.end();
    await server.stop();
  }
}

/** Two renames; what was there is never deleted. */
async function exchange(
  aside: string | null,
  draft: string,
  appSecret: string | null,
  { databaseFolder, appSecretFile }: RestoreTarget,
): Promise<void> {
  const kept = aside ?? `${draft}.nothing`;
  const left = await leftRunning(path.join(databaseFolder, "cluster"));
  if (left) await (await startEmbedded({ folder: databaseFolder })).stop();
  if (existsSync(databaseFolder)) await rename(databaseFolder, kept);
  await rename(draft, databaseFolder);
  if (aside === null) await rm(kept, { recursive: true, force: true });
  if (appSecret === null || appSecretFile === null) return;
  const there = await readFile(appSecretFile, "utf8").catch(() => null);
  if (there?.trim() === appSecret) return;
  if (there !== null)
    await writeFile(path.join(aside ?? databaseFolder, "app-secret"), there, { mode: 0o600 });
  await writeFile(`${appSecretFile}.restoring`, `${appSecret}\n`, { mode: 0o600 });
  await rename(`${appSecretFile}.restoring`, appSecretFile);
}
