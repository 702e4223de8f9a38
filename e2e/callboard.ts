import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "@/lib/testing/ports";

/** Callboard as `npm start` runs it, on a data folder of its own. */
export type Callboard = {
  url: string;
  dataDir: string;
  /** Every line it wrote. */
  lines: string[];
  child: ChildProcess;
  exit: Promise<number | null>;
  /** Resolves with the first line the pattern matches. */
  line: (pattern: RegExp, withinMs?: number) => Promise<RegExpMatchArray>;
  /** Asks it to end and resolves with the exit code. */
  stop: () => Promise<number | null>;
};

/** A new folder for DATA_DIR, which the unprivileged user of the embedded database can reach. */
export async function newDataDir(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-e2e-"));
  await chmod(folder, 0o711);
  return folder;
}

const unset = [
  ...[
    "DATABASE_URL",
    "DATABASE_DIRECT_URL",
    "APP_SECRET",
    "APP_URL",
    "ADMIN_EMAIL",
    "ADMIN_PASSWORD",
    "CALLBACK_ALLOW",
  ],
  ...["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_TRUST_EMAIL"],
  ...["SMTP_URL", "SMTP_FROM"],
];

/**
 * Runs `npm start` (or another script that runs Callboard) as it is; does not wait for anything.
 * @param cwd the checkout, where it is not this one
 */
export async function spawnCallboard(
  env: Record<string, string>,
  script: "start" | "dev" | "demo" | "api" = "start",
  cwd = process.cwd(),
): Promise<Callboard> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unset.includes(name)));
  const child = spawn("npm", ["run", "--silent", script], {
    cwd,
    env: { ...inherited, FORCE_COLOR: "0", ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.on("data", (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      for (const look of waiting) look();
    });
  }
  const exit = once(child, "exit").then(([code]) => code as number | null);
  const line = (pattern: RegExp, withinMs = 60_000) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const fail = (why: string) => {
        waiting.delete(look);
        clearTimeout(timer);
        reject(new Error(`${why} before ${pattern}:\n${lines.join("\n")}`));
      };
      const look = () => {
        const match = lines.map((one) => pattern.exec(one)).find((one) => one !== null);
        if (!match) return;
        waiting.delete(look);
        clearTimeout(timer);
        resolve(match);
      };
      const timer = setTimeout(() => fail(`Not within ${withinMs} ms`), withinMs);
      waiting.add(look);
      void exit.then(() => fail("It ended"));
      look();
    });
  const stop = () => {
    child.kill("SIGTERM");
    return exit;
  };
  return {
    url: env.APP_URL ?? `http://localhost:${env.PORT}`,
    dataDir: env.DATA_DIR ?? "",
    lines,
    child,
    exit,
    line,
    stop,
  };
}

/** Callboard, ready, on a free port and a new data folder. */
export async function startCallboard(env: Record<string, string> = {}): Promise<Callboard> {
  const settings = { PORT: String(await freePort()), DATA_DIR: await newDataDir(), ...env };
  const callboard = await spawnCallboard(settings);
  await callboard.line(/^Ready: /, 300_000);
  return callboard;
}

/** Stops it and removes its data. */
export async function discard(callboard: Callboard): Promise<void> {
  await callboard.stop();
  await rm(callboard.dataDir, { recursive: true, force: true });
}

/** The operator's command line on this data folder, without npm, which `docs.spec.ts` runs; resolves with its standard output. */
export async function admin(dataDir: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/admin.mjs", ...args], {
    env: { ...process.env, DATA_DIR: dataDir },
  });
  return stdout.trim();
}

/** The address of the embedded database of the Callboard that runs on this data folder. */
export async function databaseUrlOf(dataDir: string): Promise<string> {
  return JSON.parse(await readFile(path.join(dataDir, "running.json"), "utf8")).databaseUrl;
}

/** Does something in that database. */
export async function withDatabase(dataDir: string, use: (db: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: await databaseUrlOf(dataDir) });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

/** Runs one statement in that database: what only time, or many failures, would bring about. */
export async function inDatabase(dataDir: string, statement: string, values: unknown[] = []): Promise<void> {
  await withDatabase(dataDir, (db) => db.query(statement, values));
}

/** Takes back stats that a test made up: what the log does not bear out is told on the Developer page. @param where of `endpoint` */
export async function forgetStats(dataDir: string, where: string): Promise<void> {
  for (const table of ["attempt_stats", "attempt_minute_stats", "delivery_stats"]) {
    await inDatabase(
      dataDir,
      `delete from ${table} where endpoint_id in (select id from endpoint where ${where})`,
    );
  }
}
