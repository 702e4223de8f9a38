import { createHash, randomBytes } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { access, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { SettingsError } from "@/lib/config";
import { canReach, databaseIdentity } from "@/lib/db/embedded/identity";

export type DataDir = {
  /** Absolute path of DATA_DIR: the generated secret, and who runs on it. */
  folder: string;
  /** Where the embedded database lives; elsewhere than `folder` only when its system user cannot enter that. */
  databaseFolder: string;
};

/** The absolute path of DATA_DIR. @param wanted the setting, relative to `root`, the checkout */
export const dataFolder = (wanted: string | undefined, root: string) => path.resolve(root, wanted ?? ".data");

/**
 * DATA_DIR, made on first use. As root the database runs as an unprivileged user; when that user cannot enter DATA_DIR
 * (a checkout under a private home), the database lives under /var/lib/callboard, in a folder named after DATA_DIR.
 * @param wanted the setting, relative to `root`, the checkout
 * @throws SettingsError where it cannot be made or written to
 */
export async function openDataDir(wanted: string | undefined, root: string): Promise<DataDir> {
  const folder = dataFolder(wanted, root);
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof NoFolderError ? `: ${error.message}` : ` (${codeOf(error)})`;
    throw new SettingsError([
      `The data folder ${folder} cannot be made or written to by the user of this process${why}. Give that user the folder, or set DATA_DIR to another.`,
    ]);
  }
  const identity = await databaseIdentity();
  if (await canReach(identity, "-x", folder))
    return { folder, databaseFolder: path.join(folder, "postgres") };
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  await mkdir("/var/lib/callboard", { recursive: true, mode: 0o711 });
  return { folder, databaseFolder: path.join("/var/lib/callboard", name) };
}

class NoFolderError extends Error {}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

/** One folder after the other: Node's own `recursive` takes some refusals for a folder above that is missing, and never ends. */
async function makeFolder(folder: string): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => null,
  );
  if (isFolder) return;
  if (isFolder === false) throw new NoFolderError(`${folder} is not a folder`);
  if (path.dirname(folder) !== folder) await makeFolder(path.dirname(folder));
  await mkdir(folder, { mode: 0o711 }).catch((error) => {
    // Another start has just made it.
    if (codeOf(error) !== "EEXIST") throw error;
  });
}

/** APP_SECRET of this data folder, 32 random bytes in hex, made on first use and readable by this user only. */
export async function appSecretOf({ folder }: DataDir): Promise<string> {
  const file = path.join(folder, "app-secret");
  if (!existsSync(file)) await writeWhole(file, `${randomBytes(32).toString("hex")}\n`);
  return (await readFile(file, "utf8")).trim();
}

/** Writes beside and renames, so that a crash leaves the old file or the new one, never half of it. Mode 0600. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}
