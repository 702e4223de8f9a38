import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { Stage } from "./stage";

const started = new Set<ChildProcess>();
// The last net: a suite that ends in the middle leaves no process of its own behind.
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

/** Runs `.build/<name>.mjs` with a channel to it; killed after the row unless it ended before. */
export function startProgram(
  stage: Stage,
  name: string,
  args: string[],
  env: Record<string, string>,
  stdout: "ignore" | "pipe",
  wrap: (command: string[]) => string[] = (command) => command,
): ChildProcess {
  stage.assertOpen();
  const [command = "", ...rest] = wrap([process.execPath, path.resolve(".build", `${name}.mjs`), ...args]);
  const child = spawn(command, rest, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", stdout, "inherit", "ipc"],
    // Ctrl-C is for the suite, which then takes everything down in order.
    detached: true,
  });
  started.add(child);
  const exit = new Promise<void>((resolve) => {
    child.once("exit", () => {
      started.delete(child);
      resolve();
    });
  });
  stage.after(async () => {
    child.kill("SIGCONT");
    child.kill("SIGKILL");
    await exit;
  });
  return child;
}
