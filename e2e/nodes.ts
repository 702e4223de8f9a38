import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { startEmbedded } from "@/lib/db/embedded/start";
import { freePort, listenHere } from "@/lib/testing/ports";
import { type Callboard, discard, newDataDir, spawnCallboard } from "./callboard";

/** What is no part of an installed and built checkout. */
const notCopied = new Set([".git", ".data", ".env", "node_modules", "test-results", "playwright-report"]);

/** A checkout beside this one, installed and built from the same source: hard links, so it costs a second and no room. */
async function anotherCheckout(): Promise<string> {
  const cache = path.resolve("node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "callboard-node-"));
  const packages = path.join(folder, "node_modules");
  await mkdir(packages);
  const link = async (from: string, to: string, left: (name: string) => boolean) => {
    const names = (await readdir(from)).filter((name) => !left(name));
    execFileSync("cp", ["-a", "--link", ...names.map((name) => path.join(from, name)), to]);
  };
  await link(".", folder, (name) => notCopied.has(name));
  await link("node_modules", packages, (name) => name === ".cache");
  return folder;
}

/** Hands requests to these ports in turn, whoever asks, as a proxy does that is told nothing else. */
async function startRoundRobin(ports: readonly number[]) {
  const served = ports.map(() => 0);
  let next = 0;
  const proxy = http.createServer((asked, answer) => {
    const at = next;
    next = (next + 1) % ports.length;
    served[at] = (served[at] ?? 0) + 1;
    const { method, url, headers } = asked;
    const options = { host: "127.0.0.1", port: ports[at], method, path: url, headers };
    const passed = http.request(options, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders);
      answered.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  const port = await listenHere(proxy);
  return { proxy, port, served };
}

/** Two nodes on one database, each with a checkout of its own, taken in turn behind one address. */
export async function startTwoNodes(env: Record<string, string>) {
  const ends: (() => unknown)[] = [];
  const end = async () => {
    for (const one of ends.splice(0).reverse()) await one();
  };
  try {
    const databaseFolder = await mkdtemp(path.join(os.tmpdir(), "callboard-nodes-"));
    ends.push(() => rm(databaseFolder, { recursive: true, force: true }));
    // As root the database's system user must be able to enter it.
    await chmod(databaseFolder, 0o711);
    const database = await startEmbedded({ folder: databaseFolder, durable: false });
    ends.push(() => database.stop());
    const folder = await anotherCheckout();
    ends.push(() => rm(folder, { recursive: true, force: true }));
    const ports = [await freePort(), await freePort()];
    const { proxy, port, served } = await startRoundRobin(ports);
    ends.push(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const url = `http://localhost:${port}`;
    const start = async (cwd: string, own: number): Promise<Callboard> => {
      const settings = {
        DATABASE_URL: database.url,
        APP_URL: url,
        PORT: String(own),
        DATA_DIR: await newDataDir(),
      };
      const node = await spawnCallboard({ ...env, ...settings }, "start", cwd);
      ends.push(() => discard(node));
      await node.line(/^Ready: /);
      return node;
    };
    const [first = 0, second = 0] = ports;
    await Promise.all([start(process.cwd(), first), start(folder, second)]);
    return { url, databaseUrl: database.url, served, end };
  } catch (error) {
    await end();
    throw error;
  }
}
