import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import type { Role } from "@/lib/auth/permissions";
import { openDataDir } from "@/lib/supervise/data-dir";
import { freePortFrom } from "@/lib/supervise/port";
import { supervise } from "@/lib/supervise/supervise";
import { toExit } from "@/lib/supervise/to-exit";
import { seed } from "@/prisma/seed";
import { demoSettings } from "./settings";
import { welcome } from "./welcome";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = (name: string) => path.join(root, ".build", `${name}.mjs`);

await toExit(async () => {
  const settingsFile = path.join(root, ".env");
  const file = existsSync(settingsFile) ? parseEnv(readFileSync(settingsFile, "utf8")) : {};
  Object.assign(process.env, await demoSettings(process.env, file));
  const port = await freePortFrom(4100, "127.0.0.1");
  const outagePort = await freePortFrom(port + 1, "127.0.0.1");
  // A closed terminal ends it as well; nobody would come back to remove what it made.
  process.on("SIGHUP", () => process.kill(process.pid, "SIGTERM"));
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

  await withFolder(async (folder) => {
    process.env.DATA_DIR = folder;
    let passwords: Record<Role, string> = { administrator: "", developer: "", user: "" };
    await supervise({
      company: {
        seed: async () => {
          passwords = await seed({ port, outagePort });
        },
        programs: [
          { name: "receiver", args: [program("demo-receiver"), String(port), String(outagePort)] },
          { name: "changes", args: [program("demo-changes")] },
        ],
        welcome: (appUrl) => welcome(appUrl, passwords),
      },
    });
  });
});

/** Gives `work` a data folder of its own and removes it afterwards, with the database wherever that had to go. */
async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-demo-"));
  try {
    // The unprivileged user that the database runs as under root has to get through.
    await chmod(folder, 0o711);
    await work(folder);
  } finally {
    const { databaseFolder } = await openDataDir(folder, root);
    for (const made of [databaseFolder, folder]) await rm(made, { recursive: true, force: true });
  }
}
