import { existsSync } from "node:fs";
import { chmod, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { connect } from "@/lib/db/connect";
import { homeName } from "@/lib/supervise/database-folder";
import { version } from "@/lib/version";
import { clusterFiles, logFiles } from "./cluster-files";
import { BackupError, installationId, type Manifest, manifestName, versionFile } from "./manifest";
import type { StartProgress } from "./progress";
import { archiveEnd, type Member, packMember } from "./tar";

type BackupSource = {
  /** Address of the running embedded database, as its owner. */
  url: string;
  /** Where it lies: `cluster` and `password`. */
  databaseFolder: string;
  /** The generated APP_SECRET; null where it is set by whoever runs Callboard. */
  appSecretFile: string | null;
};

/** `bytes` before compression. */
export type Backup = { manifest: Manifest; bytes: number };

/**
 * Copies a running embedded database into one file, as `pg_basebackup` does: nobody waits, and what was committed when copying began
 * is in it (docs/decisions/0058). The file is there whole or not at all, readable by this user only.
 * @throws BackupError where the file exists
 */
export async function backUp(
  { url, databaseFolder, appSecretFile }: BackupSource,
  file: string,
  startProgress: StartProgress,
): Promise<Backup> {
  if (existsSync(file)) throw new BackupError(`${file} exists already. Name a file that does not.`);
  const cluster = path.join(databaseFolder, "cluster");
  const manifest: Manifest = {
    format: 1,
    callboard: version,
    postgres: Number(await readFile(path.join(cluster, versionFile), "utf8")),
    arch: process.arch,
    installation: await installationId(databaseFolder),
    madeAt: new Date().toISOString(),
  };
  const draft = `${file}.part`;
  let bytes = 0;
  const client = await connect(url, {
    limits: { statementMs: 0 },
    connectMs: 5_000,
    applicationName: "callboard-backup",
  });
  try {
    await pipeline(
      Readable.from(members()),
      createGzip(),
      (await open(draft, "w", 0o600)).createWriteStream({ flush: true }),
    );
    await chmod(draft, 0o600);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await client.end();
  }
  return { manifest, bytes };

  async function* members(): AsyncGenerator<Buffer> {
    yield* packText(manifestName, `${JSON.stringify(manifest, null, 2)}\n`);
    if (appSecretFile) yield* packText("app-secret", await readFile(appSecretFile, "utf8"));
    yield* packText("postgres/password", await readFile(path.join(databaseFolder, "password"), "utf8"));
    // Where somebody unpacks it by hand, it is told from its original by this.
    const home = path.join(databaseFolder, homeName);
    if (existsSync(home)) yield* packText(`postgres/${homeName}`, await readFile(home, "utf8"));
    // It keeps the log from now on, and ends with this session.
    await client.query(
      "select pg_create_physical_replication_slot('callboard_backup_' || pg_backend_pid(), true, true)",
    );
    const { rows: started } = await client.query<{ segment: string }>(
      "select pg_walfile_name(pg_backup_start('callboard', fast => true)) as segment",
    );
    yield* packFiles(await clusterFiles(cluster));
    const { rows: stopped } = await client.query<{ segment: string; label: string }>(
      "select pg_walfile_name(lsn) as segment, labelfile as label from pg_backup_stop(wait_for_archive => false)",
    );
    const [first, last] = [started[0]?.segment ?? "", stopped[0]?.segment ?? ""];
    yield* packText("postgres/cluster/backup_label", stopped[0]?.label ?? "");
    yield* packFiles(await logFiles(cluster, first, last));
    yield archiveEnd;
  }

  async function* packFiles(files: readonly Member[]): AsyncGenerator<Buffer> {
    const progress = startProgress(files.reduce((sum, { size }) => sum + size, 0));
    let done = 0;
    for (const { name, mode, size } of files) {
      const member = { name: `postgres/cluster/${name}`, mode, size };
      const from = path.join(cluster, name);
      // A table's file may be gone by now: the log knows of it.
      const opened = member.name.endsWith("/") ? null : await open(from).catch(unlessGone);
      if (opened !== undefined) yield* packMember(member, opened);
      await opened?.close();
      done += size;
      bytes += size;
      progress(done);
    }
  }
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

async function* packText(name: string, text: string): AsyncGenerator<Buffer> {
  const content = Buffer.from(text);
  yield* packMember({ name, mode: 0o600, size: content.length }, content);
}
