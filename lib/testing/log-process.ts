import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A process of its own that runs TypeScript which logs with the real logger; ended after the test. */
export function logProcess(program: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    env: { ...process.env, LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

/** All that it wrote, once it has ended. */
export function written(child: ChildProcess): Promise<string> {
  return child.stdout ? text(child.stdout) : Promise.resolve("");
}

/** The same, a parsed JSON line each. */
export async function linesOf(child: ChildProcess): Promise<Record<string, unknown>[]> {
  return (await written(child))
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
