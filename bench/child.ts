import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { atTheEnd } from "./clean-up";

export type Child = {
  pid: number;
  process: ChildProcess;
  /** Resolves when it has ended, wanted or not. */
  ended: Promise<unknown>;
  /** Sends the signal and resolves when it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
};

/** Where scripts/bench.mjs puts the benchmark's programs, and `npm start` the product's. */
export const built = (name: string, root = ".") => path.resolve(root, ".build", `${name}.mjs`);

/**
 * Starts a program of Node's with a channel to this process, by whose end it ends too. Ctrl-C does not reach it: it is
 * killed at the end if it still runs then.
 */
export function startChild(
  file: string,
  env: Record<string, string>,
  stdout: "inherit" | "pipe" = "inherit",
  flags: string[] = [],
  args: string[] = [],
  cwd = process.cwd(),
): Child {
  const child = spawn(process.execPath, [...flags, file, ...args], {
    cwd,
    env: { ...process.env, ...env, NODE_ENV: "production" },
    stdio: ["ignore", stdout, "inherit", "ipc"],
    serialization: "advanced",
    detached: true,
  });
  if (child.pid === undefined) throw new Error(`${file} could not be started.`);
  const ended = once(child, "exit");
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  atTheEnd(() => end("SIGKILL"));
  return { pid: child.pid, process: child, ended, end };
}

/** The next message of a child; rejects when it ends instead. */
export async function nextMessage<T>(child: Child): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([
      once(child.process, "message", { signal: over.signal }).then(([message]) => message as T),
      child.ended.then(() => {
        throw new Error("A program of the benchmark ended too early; what it said is above.");
      }),
    ]);
  } finally {
    over.abort();
  }
}
