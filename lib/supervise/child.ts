import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { backoff } from "@/lib/backoff";
import { forwardOutput, logLine } from "./output";

export type Child = {
  /** Asks it to end (SIGTERM), makes it end after `graceMs`, resolves when it has. */
  stop: (graceMs: number) => Promise<void>;
};

export type Program = { name: string; args: string[]; env: NodeJS.ProcessEnv; cwd: string };

/** A run shorter than this counts as a failed start: the next one waits longer. */
const settledMs = 10_000;

/**
 * Runs a Node program and starts it again whenever it ends unasked, at first at once, then with growing pauses.
 * Children hold an IPC channel to this process, and end by themselves when it is gone (`exit-with-parent`).
 */
export function keepRunning(program: Program): Child {
  let current: ChildProcess | undefined;
  const stopping = new AbortController();

  async function run(): Promise<void> {
    const restart = backoff({ minMs: 250, maxMs: 15_000 });
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      current = start(program);
      const [code, signal] = await once(current, "exit");
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > settledMs) restart.reset();
      else restart.fail();
      const pauseMs = restart.waitMs();
      logLine(
        `${program.name} ended (${signal ?? `exit code ${code}`}); starting it again${pauseMs ? ` in ${pauseMs} ms` : ""}.`,
      );
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const over = run();

  return {
    stop: async (graceMs) => {
      stopping.abort();
      current?.kill("SIGTERM");
      const killer = setTimeout(() => current?.kill("SIGKILL"), graceMs);
      await over;
      clearTimeout(killer);
    },
  };
}

function start({ name, args, env, cwd }: Program): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...env, CALLBOARD_SUPERVISOR: String(process.pid) },
    // Own process group: Ctrl-C reaches the supervisor alone, which then stops its children in order.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  if (child.stdout) forwardOutput(name, child.stdout);
  // Where Next and Node write what goes wrong.
  if (child.stderr) forwardOutput(name, child.stderr, { level: "warn" });
  child.on("error", (error) => logLine(`${name} cannot be started: ${error.message}`));
  return child;
}
