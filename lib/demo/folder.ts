import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { leftRunning } from "@/lib/db/embedded/left-running";
import { startEmbedded } from "@/lib/db/embedded/start";
import { openDataDir } from "@/lib/supervise/data-dir";
import { readRunning } from "@/lib/supervise/running";

const prefix = "callboard-demo-";

/** Gives `work` a data folder of its own and removes it afterwards, with the database wherever that had to go. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  try {
    // The unprivileged user that the database runs as under root has to get through.
    await chmod(folder, 0o711);
    await work(folder);
  } finally {
    await remove(folder);
  }
}

/** Removes what this user's demos left behind that were killed (`kill -9`), and ends their databases. */
export async function removeLeftFolders(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name);
    // Without it another demo is just being started.
    if (!name.startsWith(prefix) || !existsSync(path.join(folder, "running.json"))) continue;
    if (process.getuid && (await stat(folder)).uid !== process.getuid()) continue;
    if (!(await readRunning(await openDataDir(folder, "/")))) await remove(folder);
  }
}

async function remove(folder: string): Promise<void> {
  const { databaseFolder } = await openDataDir(folder, "/");
  if (await leftRunning(path.join(databaseFolder, "cluster"))) {
    // It takes over the server that runs there.
    await (await startEmbedded({ folder: databaseFolder })).stop();
  }
  for (const made of [databaseFolder, folder]) await rm(made, { recursive: true, force: true });
}
