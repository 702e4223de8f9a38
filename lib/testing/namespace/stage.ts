import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { config } from "@/lib/config";
import { enterNamespace, type Namespace } from "./enter";
import type { InsideStart, Order, Reply } from "./inside";

export type NamespaceStage = { ask: (order: Order) => Promise<Reply>; close: () => Promise<void> };

/**
 * Callboard inside the namespace, on the test file's own database, which it reaches by a Unix socket: inside, every address
 * belongs to the receiver.
 * @param env settings of the dispatcher and of what saves
 */
export async function openNamespaceStage(
  namespace: Namespace,
  ports: number[],
  env: Record<string, string>,
): Promise<NamespaceStage> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-namespace-"));
  const database = await doorToDatabase(folder);
  const programs = path.resolve(".build/namespace");
  await mkdir(programs, { recursive: true });
  await build({
    entryPoints: { dispatcher: "lib/dispatch/main.ts", inside: "lib/testing/namespace/inside.ts" },
    outdir: programs,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
  const start: InsideStart = {
    ports,
    anyAddress: namespace.ipv6 ? "::" : "0.0.0.0",
    dispatcher: path.join(programs, "dispatcher.mjs"),
  };
  const child = enterNamespace(
    namespace,
    path.join(folder, "etc"),
    [path.join(programs, "inside.mjs"), JSON.stringify(start)],
    { DATABASE_URL: database.url, APP_SECRET: config().appSecret, NODE_ENV: "production", ...env },
  );
  const exited = once(child, "exit");
  const nextReply = async (): Promise<Reply> => {
    const first = await Promise.race([once(child, "message"), exited.then(() => null)]);
    if (!first) throw new Error("The program inside the namespace ended; its output is above.");
    return first[0] as Reply;
  };
  await nextReply();
  return {
    ask(order) {
      const reply = nextReply();
      child.send(order);
      return reply;
    },
    async close() {
      if (child.connected) child.disconnect();
      await exited;
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Unix socket as PostgreSQL names its own, which leads to the test server's port out here. */
async function doorToDatabase(folder: string): Promise<{ url: string; close: () => Promise<void> }> {
  const address = new URL(config().databaseUrl);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((inner) => {
    const outer = net.connect({ host: address.hostname, port: Number(address.port) });
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(path.join(folder, `.s.PGSQL.${address.port}`));
  await once(server, "listening");
  address.searchParams.set("host", folder);
  return {
    url: address.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
