import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether a process with this id exists, ours or not. */
export function processExists(pid: number): boolean {
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
  if (!pid || !port || !processExists(pid)) return null;
  const command = await commandOf(pid);
  return command.includes("postgres") && command.includes(cluster) ? { pid, port } : null;
}

/** No process can have this number (Linux: `pid_max` is at most 2^22), yet PostgreSQL takes it for one. */
const nobodysPid = 2 ** 22 + 1;

/**
 * Lets PostgreSQL start although a process has the number in its pid file: it asks no more than that, so the zombie of a
 * killed server, or another program that has the number by now, would keep it from starting for ever. Only the number is
 * replaced; by the rest of the file it still recognises backends that outlived their server. Call it when `leftRunning`
 * found none.
 */
export async function disownPidFile(cluster: string): Promise<void> {
  const file = path.join(cluster, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!pid || !processExists(pid)) return;
  // Written in place: the file must keep its owner.
  await writeFile(file, text.replace(/^\d+/, String(nobodysPid)));
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
