import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether a process with this id exists, ours or not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * The server that still runs on this cluster, from its `postmaster.pid` (line 1 its process, line 4 its port; PostgreSQL
 * manual, "Postmaster PID file"). After a crash the file may be stale and its number another program's: then null.
 */
export async function leftRunning(cluster: string): Promise<{ pid: number; port: number } | null> {
  const lines = await readFile(path.join(cluster, "postmaster.pid"), "utf8").then(
    (text) => text.split("\n"),
    () => [],
  );
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port || !isRunning(pid)) return null;
  const command = await commandOf(pid);
  return command.includes("postgres") && command.includes(cluster) ? { pid, port } : null;
}

/** A process's command line, or an empty text when it is gone. */
export async function commandOf(pid: number): Promise<string> {
  try {
    return (await run("ps", ["-o", "command=", "-p", String(pid)])).stdout;
  } catch {
    return readFile(`/proc/${pid}/cmdline`, "utf8").then(
      (text) => text.replaceAll("\0", " "),
      () => "",
    );
  }
}
