import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedAllow, noFirstAdministrator, readSettings, SettingsError } from "@/lib/config";
import { appAddress, ensureAppRole } from "@/lib/db/app-role";
import { EmbeddedDatabaseError } from "@/lib/db/embedded/error";
import { hasCluster, startEmbedded } from "@/lib/db/embedded/start";
import { MigrationError, migrate } from "@/lib/db/migrate";
import { appSecretOf, dataFolder, openDataDir } from "./data-dir";
import { checkDatabase, checkDatabases, DatabaseAwayError } from "./database";
import { dispatcherFlags, memoryEnv } from "./node-flags";
import { assertPortFree } from "./port";
import { readRunning } from "./running";

const root = fileURLToPath(new URL("..", import.meta.url));
const signals = ["SIGINT", "SIGTERM"] as const;

/** A program that runs beside Callboard, with the environment it is given; resolves with its exit code. */
type AttachedProgram = (env: NodeJS.ProcessEnv) => Promise<number>;

/** Adds what `.env` says to this process's environment, where that does not say otherwise. */
export function loadDotEnv(): void {
  if (existsSync(path.join(root, ".env"))) process.loadEnvFile(path.join(root, ".env"));
}

/**
 * Runs a program beside Callboard: on DATABASE_DIRECT_URL or DATABASE_URL, else on the embedded database of the running `npm start`, else,
 * unless it `needsRunning`, on that database started for as long as the program takes. It `makesDatabase` where there is none yet, or is refused.
 * @param options.serves whether it answers on PORT and goes to the database by the way of the web app: it needs no session that lasts
 * @param options.refuse tells why the program is not run, where settings are wrong or the database does not answer
 * @returns the program's exit code
 */
export async function runAttached(
  program: AttachedProgram,
  {
    needsRunning = false,
    makesDatabase = false,
    serves = false,
    refuse = refuseInWords,
  }: { needsRunning?: boolean; makesDatabase?: boolean; serves?: boolean; refuse?: Refuse } = {},
): Promise<number> {
  let reached = false;
  try {
    loadDotEnv();
    const settings = readSettings(process.env);
    Object.assign(process.env, noFirstAdministrator);
    if (serves) await assertPortFree(settings.port, settings.host);
    const { databaseUrl: webUrl, databaseDirectUrl } = settings;
    if (webUrl && databaseDirectUrl) {
      const setting = databaseDirectUrl === webUrl ? "DATABASE_URL" : "DATABASE_DIRECT_URL";
      if (serves) await checkDatabases({ databaseUrl: webUrl, databaseDirectUrl }, { sessions: false });
      else await checkDatabase(databaseDirectUrl, { setting });
      reached = true;
      await migrate(databaseDirectUrl, path.join(root, "prisma/migrations"));
      return await program({ ...process.env, DATABASE_URL: serves ? webUrl : databaseDirectUrl });
    }
    const folder = dataFolder(settings.dataDir, root);
    // Before the folder is made.
    if (!makesDatabase && !existsSync(folder)) throw needsRunning ? notRunning() : noDatabase(folder);
    const dataDir = await openDataDir(settings.dataDir, root);
    const running = await readRunning(dataDir);
    if (!running && needsRunning) throw notRunning();
    if (!makesDatabase && !running?.databaseUrl && !hasCluster(dataDir.databaseFolder))
      throw noDatabase(folder);
    const own = running?.databaseUrl ? null : await startEmbedded({ folder: dataDir.databaseFolder });
    const databaseUrl = running?.databaseUrl ?? own?.url ?? "";
    reached = true;
    try {
      await checkDatabase(databaseUrl);
      if (own) {
        await migrate(databaseUrl, path.join(root, "prisma/migrations"));
        await ensureAppRole(databaseUrl);
      }
      return await program({
        CALLBACK_ALLOW: embeddedAllow,
        ...(running ? { APP_URL: running.appUrl } : {}),
        ...process.env,
        DATABASE_URL: appAddress(databaseUrl),
        APP_SECRET: settings.appSecret ?? (await appSecretOf(dataDir)),
      });
    } finally {
      await own?.stop();
    }
  } catch (error) {
    if (
      error instanceof SettingsError ||
      error instanceof EmbeddedDatabaseError ||
      error instanceof MigrationError
    ) {
      const away = !reached && (error instanceof EmbeddedDatabaseError || error instanceof DatabaseAwayError);
      return refuse(error.message, { databaseAway: away });
    }
    console.error(error);
    return 1;
  }
}

const notRunning = () =>
  new SettingsError([
    "Callboard does not run on this data folder. Run `npm start` first, or set DATABASE_URL and APP_SECRET.",
  ]);

const noDatabase = (folder: string) =>
  new SettingsError([
    `The data folder ${folder} holds no database. Set DATA_DIR to the one that Callboard runs on, or set DATABASE_URL and APP_SECRET. \`npm start\` makes a new one.`,
  ]);

/** Tells the operator why the program was not run. @returns the exit code */
type Refuse = (sentence: string, why: { databaseAway: boolean }) => number;

function refuseInWords(sentence: string): number {
  console.error(sentence);
  return 1;
}

/** `.build/<name>.mjs` as a process of its own. */
export function processOf(name: string): AttachedProgram {
  return async (env) => {
    const args = [...dispatcherFlags, path.join(root, `.build/${name}.mjs`)];
    const child = spawn(process.execPath, args, { env: { ...memoryEnv, ...env }, stdio: "inherit" });
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    const [code] = await once(child, "exit");
    return typeof code === "number" ? code : 1;
  };
}

/** `main` in this very process, which a signal ends; what was started for the program is stopped either way. */
export function inThisProcess(main: () => Promise<number>): AttachedProgram {
  return (env) => {
    Object.assign(process.env, env);
    const ended = new Promise<number>((resolve) => {
      for (const signal of signals) process.once(signal, () => resolve(1));
    });
    return Promise.race([main(), ended]);
  };
}
