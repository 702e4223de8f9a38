import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { connect } from "@/lib/db/connect";
import { freePort, listenHere } from "@/lib/testing/ports";
import type { Replicated, ReplicatedServer } from "@/lib/testing/replicated";
import type { Stage } from "./stage";
import { until } from "./wait";

const program = "/usr/sbin/haproxy";
export const hasHaproxy = existsSync(program);

/** A server, and the port at which Patroni, or what stands in for it, says whether it is the primary. */
type Checked = { port: number; checkPort: number };

/** HAProxy in front of servers that nothing looks after. @returns the address of whichever is the primary */
export async function startHaproxyOf(stage: Stage, { first, second }: Replicated): Promise<string> {
  const checked = async (server: ReplicatedServer) => ({
    port: server.port,
    checkPort: await answerAsPatroni(stage, server),
  });
  return startHaproxy(stage, [await checked(first), await checked(second)]);
}

/** HAProxy with docs/operations/haproxy.cfg in front of both servers. @returns the address of whichever is the primary */
export async function startHaproxy(stage: Stage, [first, second]: [Checked, Checked]): Promise<string> {
  const port = await freePort();
  let config = await readFile("docs/operations/haproxy.cfg", "utf8");
  const fill = (from: string, to: string) => {
    if (!config.includes(from)) throw new Error(`docs/operations/haproxy.cfg does not say ${from}.`);
    config = config.replaceAll(from, to);
  };
  fill("bind 127.0.0.1:5000", `bind 127.0.0.1:${port}`);
  for (const [name, server] of Object.entries({ db1: first, db2: second })) {
    fill(
      `${name}.example.com:5432 check port 8008`,
      `127.0.0.1:${server.port} check port ${server.checkPort}`,
    );
  }
  const file = path.join(await stage.folder("haproxy"), "haproxy.cfg");
  await writeFile(file, config);
  const child = spawn(program, ["-db", "-f", file], { stdio: "ignore" });
  const exit = once(child, "exit");
  stage.after(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  const address = `postgresql://callboard@127.0.0.1:${port}/callboard`;
  // At first it takes both for up, and goes round them.
  await until("HAProxy leads to the primary alone", async () => {
    for (let one = 0; one < 4; one += 1) if (!(await isPrimary(address).catch(() => false))) return false;
    return true;
  });
  return address;
}

async function isPrimary(url: string): Promise<boolean> {
  const client = await connect(url, { limits: { statementMs: 1_000 }, connectMs: 1_000 });
  try {
    const { rows } = await client.query<{ is: boolean }>("select not pg_is_in_recovery() as is");
    return rows[0]?.is === true;
  } finally {
    await client.end();
  }
}

/** What Patroni says of its server: `GET /primary` is 200 on the primary alone. @returns its port */
async function answerAsPatroni(stage: Stage, { url }: ReplicatedServer): Promise<number> {
  const server = http.createServer(async (_request, answer) => {
    answer.writeHead((await isPrimary(url).catch(() => false)) ? 200 : 503).end();
  });
  stage.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return listenHere(server);
}
