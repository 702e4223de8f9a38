import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import type pg from "pg";
import { connect } from "@/lib/db/connect";
import { type EmbeddedDatabase, startEmbedded } from "@/lib/db/embedded/start";

/** An installation on an embedded database, in a data folder of a test's own. */

/** The real command line, on the embedded database of that folder. */
export async function admin(line: string, dataDir: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["scripts/admin.mjs", ...line.split(" ")], {
    env: { ...process.env, DATABASE_URL: "", APP_SECRET: "", DATA_DIR: dataDir, ...env },
  });
  const [out, err, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { exitCode, out, err };
}

/** The embedded database of that data folder, running for as long as `work` takes. */
export async function within<T>(
  dataDir: string,
  work: (client: pg.Client, server: EmbeddedDatabase) => Promise<T>,
): Promise<T> {
  const server = await startEmbedded({ folder: path.join(dataDir, "postgres") });
  try {
    const client = await connect(server.url, { limits: { statementMs: 60_000 } });
    return await work(client, server).finally(() => client.end());
  } finally {
    await server.stop();
  }
}

/** @param what a table, with a condition where one is wanted */
export const countOf = async (client: pg.Client, what: string) =>
  Number((await client.query(`select count(*) as n from ${what}`)).rows[0].n);
