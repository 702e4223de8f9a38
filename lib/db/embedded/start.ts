import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdir } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "@/lib/db/connect";
import { postgresBinaries } from "./binaries";
import { createCluster, databasePassword } from "./cluster";
import { EmbeddedDatabaseError } from "./error";
import { databaseEnvironment, databaseIdentity } from "./identity";
import { disownPidFile, leftRunning, processExists } from "./left-running";

export type EmbeddedDatabase = {
  /** Address of the `callboard` database, password included. */
  url: string;
  /** Resolves when the server has ended, wanted or not. */
  ended: Promise<unknown>;
  /** Fast shutdown: open transactions roll back; what was committed is on disk. Resolves when the server has ended. */
  stop: () => Promise<void>;
};

type StartOptions = {
  /** Absolute path that the database's system user can reach. */
  folder: string;
  /** Where its clients already look for it (a restart); any free one otherwise. */
  preferredPort?: number;
  /** False trades crash safety for speed, for tests. */
  durable?: boolean;
};

/**
 * Starts the embedded PostgreSQL, making a new cluster on first use, or takes over the server that a killed Callboard
 * left running there.
 * @throws EmbeddedDatabaseError
 */
export async function startEmbedded(options: StartOptions): Promise<EmbeddedDatabase> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      const held = error instanceof EmbeddedDatabaseError && /still in use/.test(error.message);
      if (!held || tries >= 40) throw error;
      // Backends of a killed server end by themselves within moments; until then its memory is theirs.
      await pause(250);
    }
  }
}

async function startOnce({ folder, preferredPort, durable = true }: StartOptions): Promise<EmbeddedDatabase> {
  const cluster = clusterOf(folder);
  assertNotBetween(folder, cluster);
  const identity = await databaseIdentity();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (identity) await chown(folder, identity.uid, identity.gid);
  const left = await leftRunning(cluster);
  const password = await databasePassword(folder);
  if (left) {
    const url = address(left.port, password);
    const ended = endOf(left.pid);
    await createDatabaseWhenAnswering(url, ended, () => "");
    return { url, ended, stop: () => stopServer(left.pid, ended) };
  }
  const binaries = await postgresBinaries(folder, identity);
  await createCluster({ binaries, folder, cluster, identity, password });
  await disownPidFile(cluster);
  const port = preferredPort ?? (await freePort());
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "128MB",
    log_min_messages: "warning",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off" }),
  };
  const server = spawn(
    path.join(binaries, "bin", "postgres"),
    ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // A process group of its own: Ctrl-C at the terminal must not reach it before the dispatchers have settled.
    {
      ...identity,
      cwd: "/",
      env: databaseEnvironment(),
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let said = "";
  server.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const ended = once(server, "exit");
  const url = address(port, password);
  await createDatabaseWhenAnswering(url, ended, () => said);
  const { pid } = server;
  return { url, ended, stop: () => (pid ? stopServer(pid, ended) : Promise.resolve()) };
}

/** A restore that ended between its two renames leaves no cluster: a new one in its place would look like a lost database. */
function assertNotBetween(folder: string, cluster: string): void {
  if (existsSync(cluster) || !existsSync(restoringFolder(folder))) return;
  throw new EmbeddedDatabaseError(
    `A restore into ${folder} was interrupted. Give the newest ${folder}.before-…, if there is one, the name ${folder} again, and delete ${restoringFolder(folder)}; or run the restore again.`,
  );
}

const clusterOf = (folder: string) => path.join(folder, "cluster");

/** Whether a database was made in this folder, or a restore into it was interrupted. */
export const hasCluster = (folder: string) =>
  existsSync(clusterOf(folder)) || existsSync(restoringFolder(folder));

/** Where a restore prepares what it then puts in the place of this folder. */
export const restoringFolder = (folder: string) => `${folder}.restoring`;

function address(port: number, password: string): string {
  return `postgresql://callboard:${password}@127.0.0.1:${port}/callboard`;
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const at = probe.address();
  probe.close();
  await once(probe, "close");
  if (at === null || typeof at === "string")
    throw new EmbeddedDatabaseError("No free port for the database on 127.0.0.1.");
  return at.port;
}

/** Recovery after a crash can take a while; the server says "starting up" until then. */
async function createDatabaseWhenAnswering(
  url: string,
  ended: Promise<unknown>,
  said: () => string,
): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const deadline = performance.now() + 60_000;
  for (;;) {
    if (over)
      throw new EmbeddedDatabaseError(`The embedded PostgreSQL ended while starting: ${said().trim()}`);
    try {
      const client = await connect(maintenance.href, { limits: { statementMs: 60_000 }, connectMs: 2_000 });
      try {
        const found = await client.query("select 1 from pg_database where datname = 'callboard'");
        if (found.rowCount === 0) await client.query("create database callboard");
        return;
      } finally {
        await client.end().catch(() => {});
      }
    } catch (error) {
      if (performance.now() > deadline) {
        throw new EmbeddedDatabaseError(
          `The embedded PostgreSQL does not answer: ${error instanceof Error ? error.message : error}`,
        );
      }
      await pause(20);
    }
  }
}

async function endOf(pid: number): Promise<void> {
  while (processExists(pid)) await pause(100);
}

async function stopServer(pid: number, ended: Promise<unknown>): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown.
  if (processExists(pid)) process.kill(pid, "SIGINT");
  await ended;
}
