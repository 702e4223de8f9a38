import { createHmac } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { connect } from "@/lib/db/connect";
import { setElsewhere } from "@/lib/installation/home";
import { writeWhole } from "./data-dir";
import { startDoor } from "./database";

/** Where the folder of an embedded database is: its path, its number in the file system, and the machine. */
const homeSchema = z.object({ folder: z.string(), inode: z.string(), machine: z.string().nullable() });
type Home = z.output<typeof homeSchema>;

/** In the folder itself: whoever copies the files copies it as well. */
export const homeName = "home.json";

/**
 * Holds callbacks where the folder of the embedded database was copied: nothing in the database tells a copy of its files from the
 * original (docs/decisions/0053). Told once for each place; what is held stays so until somebody says what it is.
 * @param url of that database, running
 * @param machine as `machineId` says
 */
export async function settleFolder(url: string, databaseFolder: string, machine?: string): Promise<void> {
  const file = path.join(databaseFolder, homeName);
  const home = await readHome(file);
  const folder = await realpath(databaseFolder);
  const { ino } = await stat(folder, { bigint: true });
  const here: Home = { folder, inode: String(ino), machine: machine ?? (await machineId()) };
  if (home && isCopied(home, here)) await hold(url);
  await writeWhole(file, `${JSON.stringify(here)}\n`);
}

async function hold(url: string): Promise<void> {
  const client = await connect(url, startDoor);
  try {
    await setElsewhere(client);
  } finally {
    await client.end();
  }
}

/** A folder that is renamed keeps its number, one that is put back in its place keeps its path; a copy at another path has neither. */
function isCopied(home: Home, here: Home): boolean {
  if (home.machine !== null && here.machine !== null && home.machine !== here.machine) return true;
  return home.folder !== here.folder && home.inode !== here.inode;
}

async function readHome(file: string): Promise<Home | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return homeSchema.parse(JSON.parse(text));
  } catch {
    // What somebody has edited, or a disk has spoilt, says nothing.
    return null;
  }
}

/**
 * Which machine this is, by machine-id(5), of which a hash alone may be kept; null where nothing says it, or an id that ends with this
 * boot does.
 */
export async function machineId(file = "/etc/machine-id"): Promise<string | null> {
  const text = (await readFile(file, "utf8").catch(() => "")).trim();
  if (!/^[0-9a-f]{32}$/.test(text)) return null;
  const [own, around] = await Promise.all([stat(file), stat(path.dirname(file))]);
  // One that was made at this boot is mounted over the file.
  if (own.dev !== around.dev) return null;
  return createHmac("sha256", text).update("callboard").digest("hex");
}
