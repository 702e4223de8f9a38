// A folder in memory for what tests write, where the system has one.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A few databases at a time, a browser's profiles, what was compiled: 0.4 GB seen in use. */
const minBytes = 2 * 2 ** 30;

/**
 * Each new database is some hundred files, and to find a place for each costs a disk's file system a tenth of the processor time of a
 * whole run of the tests. Ends with this process.
 * @param shared the file system in memory
 * @returns the folder's path; null where there is none, it is small, or runs no programs
 */
export function memoryFolder(shared = "/dev/shm") {
  let folder;
  try {
    const { bavail, bsize } = statfsSync(shared);
    if (bavail * bsize < minBytes) return null;
    folder = mkdtempSync(path.join(shared, "callboard-test-"));
  } catch {
    return null;
  }
  process.on("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // A program that has not ended yet still writes there.
    }
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  // As in /tmp: the database's system user has to enter it.
  chmodSync(folder, 0o1777);
  const program = path.join(folder, "runs");
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
  return spawnSync(program).status === 0 ? folder : null;
}
