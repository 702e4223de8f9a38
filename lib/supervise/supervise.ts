import { createHmac } from "node:crypto";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setupCode } from "@/lib/auth/setup-code";
import { embeddedAllow, noFirstAdministrator, readSettings, type Settings } from "@/lib/config";
import { appAddress, ensureAppRole } from "@/lib/db/app-role";
import { migrate } from "@/lib/db/migrate";
import { closePool } from "@/lib/db/pool";
import { recordHome } from "@/lib/installation/home";
import { holdText } from "@/lib/installation/view";
import { ensureFirstAdministrator, hasAdministrator } from "@/lib/users/first-administrator";
import { type Child, keepRunning, type Program } from "./child";
import { appSecretOf, openDataDir } from "./data-dir";
import { checkDatabases, type SupervisedDatabase, superviseEmbedded } from "./database";
import { settleFolder } from "./database-folder";
import { dispatcherFlags, memoryEnv, webFlags } from "./node-flags";
import { logLine, printLine } from "./output";
import { assertPortFree, reachableHost } from "./port";
import { assertNotRunning, clearRunning, writeRunning } from "./running";
import { startWarnings } from "./warnings";

/** Everything must be gone within 12 s of being asked; calls in flight may take 10.5 of them. */
const childGraceMs = 11_000;
const root = fileURLToPath(new URL("..", import.meta.url));

/** A program that was bundled together with this one. */
const programFile = (name: string) => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));

/** What a start brings along besides Callboard itself. */
type StartExtras = {
  /** Fills the database: it is migrated, nothing else runs on it yet. */
  seed: () => Promise<void>;
  /** Run beside web and dispatchers in the same environment. */
  programs: { name: string; args: string[] }[];
  /** Lines for people, after the one that says it is ready. */
  welcome: (appUrl: string) => string[];
};

/**
 * `npm start`: runs database, web and dispatchers, and resolves when SIGINT or SIGTERM has ended them all.
 * @throws SettingsError, EmbeddedDatabaseError, MigrationError with a sentence for people
 */
export async function supervise({ dev = false, extras }: { dev?: boolean; extras?: StartExtras } = {}) {
  const settings = readSettings(process.env);
  Object.assign(process.env, noFirstAdministrator);
  const dataDir = await openDataDir(settings.dataDir, root);
  if (!settings.databaseUrl) await assertNotRunning(dataDir);
  await assertPortFree(settings.port, settings.host);

  for (const warning of startWarnings(settings, process.env)) logLine(warning, "warn");

  // The default names this machine, whichever it is.
  const namedUrl = process.env.APP_URL ? settings.appUrl : null;
  const stopping = stopSignal();
  const database: SupervisedDatabase = settings.databaseUrl
    ? { url: settings.databaseDirectUrl ?? settings.databaseUrl, stop: async () => {} }
    : await superviseEmbedded(dataDir.databaseFolder);
  const children: Child[] = [];
  try {
    await checkDatabases(
      { databaseUrl: settings.databaseUrl ?? database.url, databaseDirectUrl: database.url },
      { sessions: settings.dispatchers > 0 },
    );
    const appSecret = settings.appSecret ?? (await appSecretOf(dataDir));
    Object.assign(process.env, {
      DATABASE_URL: settings.databaseUrl ?? appAddress(database.url),
      APP_SECRET: appSecret,
      APP_URL: settings.appUrl,
      CALLBACK_ALLOW: process.env.CALLBACK_ALLOW ?? (settings.databaseUrl ? "" : embeddedAllow),
      NEXT_TELEMETRY_DISABLED: "1",
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionsKey(appSecret),
    });
    const applied = await migrate(database.url, path.join(root, "prisma/migrations"));
    if (!settings.databaseUrl) await ensureAppRole(database.url);
    if (applied.length > 0) logLine(`Database migrated: ${applied.join(", ")}.`);
    if (!settings.databaseUrl) await settleFolder(database.url, dataDir.databaseFolder);
    const hold = await recordHome(database.url, namedUrl);
    if (hold)
      logLine(`Callbacks are held. ${holdText(hold)} Sign in, or: npm run admin -- dispatch show`, "warn");
    if (settings.firstAdministrator) await ensureFirstAdministrator(settings.firstAdministrator);
    if (!settings.databaseUrl) {
      await writeRunning(dataDir, { pid: process.pid, appUrl: settings.appUrl, databaseUrl: database.url });
    }
    await extras?.seed();
    const directUrl = settings.databaseDirectUrl ?? appAddress(database.url);
    for (const program of programs(settings, { dev, extras, directUrl })) children.push(keepRunning(program));
    if (await answering(settings, stopping.signal)) {
      printLine(`Ready: ${settings.appUrl}`);
      if (!(await hasAdministrator())) {
        printLine(`Create the first administrator: ${settings.appUrl}/setup?code=${setupCode(appSecret)}`);
      }
      for (const line of extras?.welcome(settings.appUrl) ?? []) printLine(line);
    }
    await stopping.asked;
    logLine("Stopping: no new work; calls in flight finish.");
  } finally {
    await Promise.all(children.map((child) => child.stop(childGraceMs)));
    await closePool().catch(() => {});
    await database.stop();
    if (!settings.databaseUrl) await clearRunning(dataDir);
  }
}

/** What seals the arguments that a page binds to its actions: the same on all nodes, and nobody else's (docs/decisions/0054). */
const actionsKey = (appSecret: string) =>
  createHmac("sha256", appSecret).update("server actions").digest("base64");

/** @param directUrl by which dispatchers reach the database, since they need sessions that last (docs/decisions/0055) */
function programs(
  settings: Settings,
  { dev, extras, directUrl }: { dev: boolean; extras?: StartExtras; directUrl: string },
): Program[] {
  const env = {
    ...(dev ? {} : memoryEnv),
    ...process.env,
    NODE_ENV: dev ? "development" : "production",
  } as NodeJS.ProcessEnv;
  const watch = ["--import", programFile("exit-with-parent")];
  const first = ["--import", programFile("before-next")];
  const next = path.join(root, "node_modules/next/dist/bin/next");
  // In development Next runs the server in a child of its own, and compiles there.
  const web = [
    ...(dev ? [] : webFlags),
    ...watch,
    ...first,
    next,
    dev ? "dev" : "start",
    "--port",
    String(settings.port),
    "--hostname",
    settings.host,
  ];
  const dispatcher = programFile("dispatcher");
  return [
    ...(extras?.programs ?? []).map(({ name, args }) => ({
      name,
      args: [...watch, ...args],
      env,
      cwd: root,
    })),
    { name: "web", args: web, env, cwd: root },
    ...Array.from({ length: settings.dispatchers }, (_, index) => ({
      name: settings.dispatchers === 1 ? "dispatcher" : `dispatcher-${index + 1}`,
      args: [...watch, ...(dev ? ["--enable-source-maps"] : []), ...dispatcherFlags, dispatcher],
      env: { ...env, DATABASE_URL: directUrl },
      cwd: root,
    })),
  ];
}

/** Resolves true when the web app and, if this start runs any, a dispatcher answer; false when asked to stop before. */
async function answering(settings: Settings, signal: AbortSignal): Promise<boolean> {
  const check = settings.dispatchers > 0 ? "ready" : "live";
  while (!signal.aborted) {
    try {
      const response = await fetch(
        `http://${reachableHost(settings.host)}:${settings.port}/api/health/${check}`,
        {
          signal: AbortSignal.timeout(5_000),
        },
      );
      if (response.ok) return true;
    } catch {
      // Not listening yet.
    }
    await pause(50);
  }
  return false;
}

function stopSignal(): { asked: Promise<void>; signal: AbortSignal } {
  const controller = new AbortController();
  const asked = new Promise<void>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      process.on(name, () => {
        controller.abort();
        resolve();
      });
    }
  });
  return { asked, signal: controller.signal };
}
