import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { databaseEnvironment, databaseIdentity } from "@/lib/db/embedded/identity";
import { killTree } from "./kill-tree";
import { newFolder, writeOwned } from "./pgbouncer";
import { freePort } from "./ports";

const [patroni, etcd] = ["/usr/bin/patroni", "/usr/bin/etcd"];
export const hasPatroni = [patroni, etcd].every((program) => existsSync(program));

/** After so many seconds without a word of its leader a cluster chooses another. */
const ttlS = 20;

type Node = {
  name: string;
  port: number;
  restPort: number;
  /** SIGKILL to Patroni and to its PostgreSQL. */
  kill: () => Promise<void>;
};
type PatroniCluster = {
  nodes: Node[];
  /** The node that says it is the primary; waits until there is one. */
  primary: (except?: Node) => Promise<Node>;
  /** Resolves when Patroni has a standby that the primary waits for, and so one that it may promote. */
  synchronous: () => Promise<void>;
  /** Asks the leader to hand over to the other; resolves when that one is the primary. */
  switchOver: () => Promise<Node>;
  stop: () => Promise<void>;
};

/**
 * Two PostgreSQL servers that the real Patroni looks after, synchronously, with an etcd of their own.
 * @param programs PostgreSQL's folder of programs
 */
export async function startPatroni(programs: string): Promise<PatroniCluster> {
  const folder = await newFolder("patroni");
  const { child: etcdProcess, port: etcdPort } = await startEtcd(folder);
  const nodes: Node[] = [];
  for (const name of ["db1", "db2"]) {
    const node = await startNode(programs, folder, name, etcdPort);
    nodes.push(node);
    await until(async () => (await isPrimary(node)) || (await answers(node, "replica")));
  }
  const primary = async (except?: Node) => {
    for (;;) {
      for (const node of nodes) if (node !== except && (await isPrimary(node))) return node;
      await pause(50);
    }
  };
  return {
    nodes,
    primary,
    async synchronous() {
      const { restPort } = await primary();
      await until(async () => {
        const { members } = (await (await fetch(`http://127.0.0.1:${restPort}/cluster`)).json()) as {
          members: { role: string }[];
        };
        return members.some(({ role }) => role === "sync_standby");
      });
    },
    async switchOver() {
      const leader = await primary();
      const response = await fetch(`http://127.0.0.1:${leader.restPort}/switchover`, {
        method: "POST",
        body: JSON.stringify({ leader: leader.name }),
      });
      if (!response.ok) throw new Error(`Patroni refused to switch over: ${await response.text()}`);
      return primary(leader);
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.kill()));
      killTree(etcdProcess.pid ?? 0);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function startEtcd(folder: string) {
  const [port, peerPort] = [await freePort(), await freePort()];
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const child = spawn(
    etcd,
    [
      ...[
        "--data-dir",
        path.join(folder, "etcd"),
        "--listen-client-urls",
        url,
        "--advertise-client-urls",
        url,
      ],
      ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
      ...["--initial-cluster", `default=${peerUrl}`],
    ],
    { ...(await databaseIdentity()), cwd: folder, stdio: "ignore", detached: true },
  );
  await until(async () => (await fetch(`${url}/health`)).ok);
  return { child, port };
}

async function startNode(programs: string, folder: string, name: string, etcdPort: number) {
  const [port, restPort] = [await freePort(), await freePort()];
  const rest = `127.0.0.1:${restPort}`;
  const login = { username: "callboard" };
  const config = {
    scope: "callboard",
    name,
    restapi: { listen: rest, connect_address: rest },
    etcd3: { host: `127.0.0.1:${etcdPort}` },
    bootstrap: {
      dcs: { ttl: ttlS, loop_wait: 2, retry_timeout: 3, synchronous_mode: true },
      initdb: [{ encoding: "UTF8" }, { locale: "C" }],
    },
    postgresql: {
      listen: `127.0.0.1:${port}`,
      connect_address: `127.0.0.1:${port}`,
      data_dir: path.join(folder, name),
      bin_dir: programs,
      pgpass: path.join(folder, `${name}.pgpass`),
      authentication: { superuser: login, replication: login },
      pg_hba: ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
      parameters: { max_connections: 200, unix_socket_directories: "" },
    },
  };
  // JSON is YAML.
  const file = path.join(folder, `${name}.yml`);
  await writeOwned(file, JSON.stringify(config));
  const child = spawn(patroni, [file], {
    ...(await databaseIdentity()),
    cwd: folder,
    env: { ...databaseEnvironment(), PATH: process.env.PATH },
    stdio: "ignore",
    detached: true,
  });
  const exit = once(child, "exit");
  return {
    name,
    port,
    restPort,
    async kill() {
      // Its PostgreSQL is no child of Patroni's any more.
      const [postmaster] = (
        await readFile(path.join(config.postgresql.data_dir, "postmaster.pid"), "utf8")
      ).split("\n");
      killTree(child.pid ?? 0);
      killTree(Number(postmaster));
      await exit;
    },
  };
}

/** Patroni's own answer, on which HAProxy relies. */
async function answers({ restPort }: Node, role: "primary" | "replica"): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${restPort}/${role}`).catch(() => null);
  await response?.body?.cancel();
  return response?.status === 200;
}

const isPrimary = (node: Node) => answers(node, "primary");

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look().catch(() => false))) await pause(100);
}
