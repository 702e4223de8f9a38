import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { SettingsError } from "@/lib/config";
import { commandOf, processExists } from "@/lib/db/embedded/left-running";
import { type DataDir, writeWhole } from "./data-dir";

/** Who runs on a data folder, and where its embedded database answers; kept in `running.json` (mode 0600). */
type Running = { pid: number; appUrl: string; databaseUrl: string | null };

/** The living `npm start` of this data folder, or null; a file left by a killed one counts for nothing. */
export async function readRunning({ folder }: Pick<DataDir, "folder">): Promise<Running | null> {
  try {
    const running: Running = JSON.parse(await readFile(path.join(folder, "running.json"), "utf8"));
    if (!processExists(running.pid)) return null;
    // After a crash the number may belong to another program by now.
    return /(start|demo|supervisor)\.mjs/.test(await commandOf(running.pid)) ? running : null;
  } catch {
    return null;
  }
}

/** @throws SettingsError when an `npm start` runs on this data folder */
export async function assertNotRunning(dataDir: Pick<DataDir, "folder">): Promise<void> {
  const other = await readRunning(dataDir);
  if (!other) return;
  throw new SettingsError([
    `Callboard already runs on ${dataDir.folder} (process ${other.pid}, ${other.appUrl}). Stop it first, or set another DATA_DIR and PORT.`,
  ]);
}

export async function writeRunning({ folder }: DataDir, running: Running): Promise<void> {
  await writeWhole(path.join(folder, "running.json"), JSON.stringify(running));
}

export async function clearRunning({ folder }: DataDir): Promise<void> {
  await rm(path.join(folder, "running.json"), { force: true });
}
