import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readSettings, type Settings, SettingsError } from "@/lib/config";
import { EmbeddedDatabaseError } from "@/lib/db/embedded/error";
import { MigrationError } from "@/lib/db/migrate";
import { dataFolder } from "@/lib/supervise/data-dir";
import { assertPortFree } from "@/lib/supervise/port";
import { assertNotRunning } from "@/lib/supervise/running";
import { startWarnings } from "@/lib/supervise/warnings";
import { checkAddress } from "./check-address";
import { checkDatabaseSetup } from "./check-database";
import { checkFolder } from "./check-folder";
import { type Finding, fine, stops, warning } from "./finding";

/**
 * All that a start would stop at, and what it would warn of, by the checks that the start itself makes. Changes nothing.
 * @param env the environment, `.env` included
 * @param root the checkout
 */
export async function checkSetup(env: Record<string, string | undefined>, root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  /** What a start would end with is a finding; anything else is no sentence of ours. */
  const look = async (check: () => Promise<Finding[]>) => {
    try {
      findings.push(...(await check()));
    } catch (error) {
      findings.push(...sentencesOf(error).map(stops));
    }
  };
  let settings: Settings | undefined;
  await look(async () => {
    settings = readSettings(env);
    return [fine("The settings can be read."), ...startWarnings(settings, env).map(warning)];
  });
  if (!settings) return findings;
  const { databaseUrl, databaseDirectUrl, dataDir, host, port, appSecret, dispatchers } = settings;
  findings.push(...checkAddress(settings));
  const folder = dataFolder(dataDir, root);
  await look(async () => [await checkFolder(folder)]);
  await look(async () => {
    if (!databaseUrl) await assertNotRunning({ folder });
    await assertPortFree(port, host);
    return [fine(`Port ${port} on ${host} is free.`)];
  });
  if (databaseUrl && databaseDirectUrl) {
    await look(() =>
      checkDatabaseSetup(
        { databaseUrl, databaseDirectUrl },
        {
          migrations: path.join(root, "prisma/migrations"),
          appSecret: appSecret ?? null,
          sessions: dispatchers > 0,
        },
      ),
    );
  } else {
    findings.push(await embeddedDatabase(folder, appSecret));
  }
  return findings;
}

/** The embedded database is not started for this: what it holds is told only as far as its folder does. */
async function embeddedDatabase(folder: string, appSecret: string | undefined): Promise<Finding> {
  const file = path.join(folder, "app-secret");
  if (!existsSync(file)) {
    return fine("DATABASE_URL is not set: the start makes a PostgreSQL of its own in the data folder.");
  }
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept === null) {
    return stops(`${file} cannot be read by the user of this process. Start as the user who made it.`);
  }
  if (appSecret !== undefined && appSecret !== kept.trim()) {
    return warning(
      `APP_SECRET is set and is another one than ${file} holds: signing secrets that were stored with that one cannot be opened. Unset APP_SECRET, unless it was set before as well.`,
    );
  }
  return fine(`The embedded PostgreSQL and its secret are in ${folder}.`);
}

function sentencesOf(error: unknown): string[] {
  if (error instanceof SettingsError) return error.problems;
  if (error instanceof MigrationError || error instanceof EmbeddedDatabaseError) return [error.message];
  throw error;
}
