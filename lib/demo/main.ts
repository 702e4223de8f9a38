import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import type { Role } from "@/lib/auth/permissions";
import { closePrisma } from "@/lib/db/prisma";
import { freePortFrom } from "@/lib/supervise/port";
import { supervise } from "@/lib/supervise/supervise";
import { toExit } from "@/lib/supervise/to-exit";
import { seed } from "@/prisma/seed";
import { removeLeftFolders, withFolder } from "./folder";
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

  await removeLeftFolders();
  await withFolder(async (folder) => {
    process.env.DATA_DIR = folder;
    let passwords: Record<Role, string> = { administrator: "", developer: "", user: "" };
    await supervise({
      extras: {
        seed: async () => {
          passwords = await seed({ port, outagePort }).finally(closePrisma);
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
