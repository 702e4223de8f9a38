import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { ConflictError } from "@/lib/errors";

/** What a backup says of itself, as its first member. */
export const manifestName = "callboard-backup.json";

export const manifestSchema = z.object({
  format: z.literal(1),
  /** The release that made it. */
  callboard: z.string(),
  /** PostgreSQL's major version: its files can be read by this one alone. */
  postgres: z.number().int(),
  /** Of the processor, as Node names it: the files differ. */
  arch: z.string(),
  /** Which installation it is of (`installationId`). */
  installation: z.uuid(),
  /** When copying began, RFC 3339 in UTC: the state is from then or shortly after. */
  madeAt: z.iso.datetime(),
});
export type Manifest = z.output<typeof manifestSchema>;

/** A backup or a restore is not done; the message is for the operator. */
export class BackupError extends ConflictError {}

/** PostgreSQL's major version in the files of a cluster. */
export const versionFile = "PG_VERSION";

/**
 * Which installation an embedded database's folder is, made on first use. It stays with the folder and is in no backup but as what that
 * says of itself: so a backup is known that comes from this very folder, while a copy of one elsewhere has an id of its own.
 */
export async function installationId(databaseFolder: string): Promise<string> {
  const file = path.join(databaseFolder, "installation-id");
  if (existsSync(file)) return (await readFile(file, "utf8")).trim();
  const made = randomUUID();
  const { uid, gid } = await stat(databaseFolder);
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: "wx" });
  // Root may have made it for another user's Callboard.
  await chown(file, uid, gid);
  return made;
}
