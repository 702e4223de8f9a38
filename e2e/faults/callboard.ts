import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { connect } from "@/lib/db/connect";
import { freePort } from "@/lib/testing/ports";
import { addToken } from "@/lib/testing/tokens";
import { type Callboard, databaseUrlOf, newDataDir, spawnCallboard } from "../callboard";
import type { Stage } from "./stage";
import { pause } from "./wait";

export const administrator = { email: "root@example.com", password: "a long password" };
export const appSecret = "a secret that only the faults know, 32 bytes";

export type FaultCallboard = Callboard & { env: Record<string, string> };
type Process = { pid: number; parent: number; command: string };

/** `npm start`, ready, on a data folder of its own; every process of it is gone after the row, however it ends. */
export async function startFaultCallboard(
  stage: Stage,
  env: Record<string, string> = {},
): Promise<FaultCallboard> {
  let dataDir = env.DATA_DIR;
  if (!dataDir) {
    const made = await newDataDir();
    stage.after(() => rm(made, { recursive: true, force: true, maxRetries: 3 }));
    dataDir = made;
  }
  const settings = {
    PORT: String(await freePort()),
    APP_SECRET: appSecret,
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    CALLBACK_ALLOW: "127.0.0.1/32,host:localhost",
    LOG_LEVEL: "warn",
    ...env,
    DATA_DIR: dataDir,
  };
  stage.assertOpen();
  const callboard = await spawnCallboard(settings);
  stage.after(async () => {
    callboard.child.kill("SIGTERM");
    await Promise.race([callboard.exit, pause(13_000)]);
    await killAll(callboard);
  });
  await callboard.line(/^Ready: /, 120_000);
  return { ...callboard, env: settings };
}

/** `npm start` again after everything was killed, on the same data and port. */
export async function startAgain(stage: Stage, { env }: FaultCallboard): Promise<FaultCallboard> {
  return startFaultCallboard(stage, env);
}

/** A token of the administrator. */
export async function tokenOf({ env, dataDir }: FaultCallboard): Promise<string> {
  const address = env.DATABASE_URL ?? (await databaseUrlOf(dataDir));
  const client = await connect(address, { limits: { statementMs: 60_000 } });
  try {
    return await addToken(client, { email: administrator.email, name: "faults" });
  } finally {
    await client.end();
  }
}

/** Every process of this Callboard: what it started, and what speaks of its data folder. */
export function processesOf({ child, dataDir }: Callboard): Process[] {
  const all = listProcesses();
  const parents = new Map(all.map((one) => [one.pid, one.parent]));
  const descends = (pid: number) => {
    for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === child.pid) return true;
    return false;
  };
  return all.filter((one) => one.command.includes(`${dataDir}/`) || descends(one.pid));
}

/** The processes of one part of it, the one that the others descend from first. */
export function partOf(callboard: Callboard, part: "web" | "dispatcher" | "postgres"): number[] {
  const mine = processesOf(callboard);
  const root = mine.find(({ command }) =>
    part === "postgres"
      ? /postgres.* -D /.test(command)
      : part === "dispatcher"
        ? command.includes("dispatcher.mjs")
        : /next-server|next\/dist\/bin\/next/.test(command),
  );
  if (!root) throw new Error(`No ${part} process was found:\n${mine.map((one) => one.command).join("\n")}`);
  return [root.pid, ...mine.filter((one) => one.parent === root.pid).map((one) => one.pid)];
}

/** kill -9 of these processes at once. */
export function killNow(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It went with its parent.
    }
  }
}

/** kill -9 of everything, until nothing of it is left. */
export async function killAll(callboard: Callboard): Promise<void> {
  for (let left = processesOf(callboard); left.length > 0; left = processesOf(callboard)) {
    killNow(left.map((one) => one.pid));
    await pause(20);
  }
}

function listProcesses(): Process[] {
  return execFileSync("ps", ["-eo", "pid=,ppid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 32 * 1_024 * 1_024,
  })
    .split("\n")
    .flatMap((line) => {
      const [, pid, parent, state, command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      // A zombie is dead already.
      return pid && parent && state && !state.startsWith("Z")
        ? [{ pid: Number(pid), parent: Number(parent), command }]
        : [];
    });
}
