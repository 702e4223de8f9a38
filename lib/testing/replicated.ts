import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { connect } from "@/lib/db/connect";
import { databaseEnvironment, databaseIdentity } from "@/lib/db/embedded/identity";
import { killTree } from "./kill-tree";
import { newFolder, writeOwned } from "./pgbouncer";
import { freePort } from "./ports";

/** A PostgreSQL of this machine that replicates, or is replicated to. */
export type ReplicatedServer = {
  /** Its address alone, whatever it takes: `target_session_attrs=any`. */
  url: string;
  port: number;
  /** SIGKILL to every process of it; resolves when they are gone. */
  kill: () => Promise<void>;
  /** Ends it in order: what it has written is with its standby. */
  shutDown: () => Promise<void>;
  /** Makes it take changes; resolves when it does. */
  promote: () => Promise<void>;
  /** Starts it again after it ended, as a standby of what answers at this port. */
  follow: (primary: { port: number }) => Promise<void>;
};

export type Replicated = {
  /** The address of both, of which the one that takes changes is meant. */
  url: string;
  first: ReplicatedServer;
  second: ReplicatedServer;
  stop: () => Promise<void>;
};

const run = promisify(execFile);
const debian = "/usr/lib/postgresql";

/** Where Debian has the programs that the embedded PostgreSQL comes without; null where they are not. */
export async function replicationPrograms(): Promise<string | null> {
  const versions = await readdir(debian).catch(() => []);
  const folders = versions
    .map(Number)
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)
    .map((version) => `${debian}/${version}/bin`);
  return folders.find((folder) => existsSync(`${folder}/pg_basebackup`)) ?? null;
}

/** A primary, and a standby that it waits for (`isSynchronous`) or not; an empty database `callboard`. */
export async function startReplicated(
  programs: string,
  { isSynchronous }: { isSynchronous: boolean },
): Promise<Replicated> {
  const folder = await newFolder("replicated");
  const first = await serverAt(programs, path.join(folder, "first"));
  const second = await serverAt(programs, path.join(folder, "second"));
  await first.initialize();
  await first.start();
  await first.query("create database callboard", "postgres");
  await second.follow(first);
  if (isSynchronous) {
    await first.query("alter system set synchronous_standby_names = '*'");
    await first.query("select pg_reload_conf()");
  }
  const hosts = `127.0.0.1:${first.port},127.0.0.1:${second.port}`;
  return {
    url: `postgresql://callboard@${hosts}/callboard?target_session_attrs=read-write`,
    first,
    second,
    async stop() {
      await Promise.all([first.kill(), second.kill()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function serverAt(programs: string, data: string) {
  const identity = await databaseIdentity();
  const port = await freePort();
  const name = path.basename(data);
  let ended: Promise<unknown> = Promise.resolve();
  let pid = 0;
  const runHere = (program: string, ...args: string[]) =>
    run(path.join(programs, program), args, { ...identity, cwd: "/", env: databaseEnvironment() });
  const urlOf = (database: string) =>
    `postgresql://callboard@127.0.0.1:${port}/${database}?target_session_attrs=any`;

  async function query<T extends object>(statement: string, database = "callboard"): Promise<T[]> {
    const client = await connect(urlOf(database), { limits: { statementMs: 60_000 } });
    try {
      return (await client.query<T>(statement)).rows;
    } finally {
      await client.end();
    }
  }
  async function untilTrue(statement: string): Promise<void> {
    for (;;) {
      const [row] = await query<{ is: boolean }>(`select (${statement}) as is`, "postgres").catch(() => []);
      if (row?.is) return;
      await pause(50);
    }
  }
  async function start(): Promise<void> {
    const settings = {
      listen_addresses: "127.0.0.1",
      port,
      unix_socket_directories: "",
      max_connections: 200,
    };
    const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    const child = spawn(path.join(programs, "postgres"), ["-D", data, ...args], {
      ...identity,
      cwd: "/",
      env: databaseEnvironment(),
      stdio: "ignore",
      detached: true,
    });
    pid = child.pid ?? 0;
    ended = once(child, "exit");
    await untilTrue("true");
  }
  return {
    url: urlOf("callboard"),
    port,
    query,
    start,
    initialize: () =>
      runHere("initdb", "-D", data, "-U", "callboard", "--auth=trust", "--encoding=UTF8", "--locale=C"),
    async kill() {
      killTree(pid);
      await ended;
      pid = 0;
    },
    async shutDown() {
      process.kill(pid, "SIGINT");
      await ended;
      pid = 0;
    },
    async promote() {
      await runHere("pg_ctl", "promote", "-w", "-D", data);
      await untilTrue("not pg_is_in_recovery()");
    },
    async follow(primary: { port: number }) {
      const from = `host=127.0.0.1 port=${primary.port} user=callboard application_name=${name}`;
      if (existsSync(data)) {
        await writeOwned(path.join(data, "standby.signal"), "");
        await writeOwned(path.join(data, "postgresql.auto.conf"), `primary_conninfo = '${from}'\n`);
      } else {
        await runHere("pg_basebackup", "-d", from, "-D", data, "-R", "-X", "stream", "-c", "fast");
      }
      await start();
      await untilTrue("exists (select from pg_stat_wal_receiver where status = 'streaming')");
    },
  };
}
