import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { databaseIdentity } from "@/lib/db/embedded/identity";
import { freePort } from "./ports";

/** A pooler in front of a PostgreSQL. */
export type Pooler = {
  /** The database's address through it. */
  url: string;
  log: string[];
  stop: () => Promise<void>;
};

const program = "/usr/sbin/pgbouncer";
export const hasPgBouncer = existsSync(program);

/** PgBouncer with Debian's settings, but for where it listens and leads to, and who may come in. It refuses to run as root. */
export async function startPgBouncer(
  target: string,
  mode: "session" | "transaction",
  settings: Record<string, string | number> = {},
): Promise<Pooler> {
  const to = new URL(target);
  const port = await freePort();
  const folder = await newFolder("pgbouncer");
  const users = path.join(folder, "userlist.txt");
  const all = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "plain",
    auth_file: users,
    pool_mode: mode,
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const ini = `[databases]\n* = host=${to.hostname} port=${to.port}\n[pgbouncer]\n${lines.join("\n")}\n`;
  await writeOwned(users, `"${decodeURIComponent(to.username)}" "${decodeURIComponent(to.password)}"\n`);
  await writeOwned(path.join(folder, "pgbouncer.ini"), ini);
  return runPooler({ program, args: [path.join(folder, "pgbouncer.ini")], folder, to, port });
}

/** A folder of the system user that the database runs as. */
export async function newFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `callboard-${name}-`));
  await own(folder);
  return folder;
}

export async function writeOwned(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await own(file);
}

async function own(file: string): Promise<void> {
  const identity = await databaseIdentity();
  if (identity) await chown(file, identity.uid, identity.gid);
}

type Run = { program: string; args: string[]; folder: string; to: URL; port: number };

/** Runs it in the foreground as the database's system user; resolves when it takes connections. */
export async function runPooler({ program, args, folder, to, port }: Run): Promise<Pooler> {
  const identity = await databaseIdentity();
  const child = spawn(program, args, { ...identity, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => log.push(...chunk.toString().split("\n").filter(Boolean)));
  }
  const exit = once(child, "exit");
  await untilTaken(child, port, log);
  return {
    url: Object.assign(new URL(to), { hostname: "127.0.0.1", port: String(port) }).href,
    log,
    async stop() {
      child.kill("SIGINT");
      const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await exit;
      clearTimeout(killer);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilTaken(child: ChildProcess, port: number, log: string[]): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The pooler ended at once.\n${log.join("\n")}`);
    const socket = net.connect(port, "127.0.0.1");
    const taken = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (taken) return;
    await pause(20);
  }
}
