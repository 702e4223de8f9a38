import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { supervise } from "./supervise";
import { toExit } from "./to-exit";

const settingsFile = path.join(fileURLToPath(new URL("..", import.meta.url)), ".env");

await toExit(async () => {
  if (existsSync(settingsFile)) process.loadEnvFile(settingsFile);
  await supervise({ dev: process.argv.includes("--dev") });
});
