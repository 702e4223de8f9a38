// Who builds in a folder and who runs from it (docs/decisions/0069). Plain Node without dependencies, as scripts/prepare.mjs is.
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A folder that nobody can write to is one that nobody can build in either. */
const unwritable = new Set(["EACCES", "EPERM", "EROFS"]);

const marks = (folder) => path.join(folder, "running");

/** What tells a process from a later one with its pid; null when it has ended. */
export function identityOf(pid) {
  if (process.platform === "linux") {
    // From the state on: the name before it may hold spaces. A zombie has ended.
    const fields = read(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ");
    if (!fields || fields[0] === "Z" || fields[0] === "X") return null;
    return `${fields[19]} ${read("/proc/sys/kernel/random/boot_id")?.trim()}`;
  }
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return stdout?.trim() || null;
}

/** Marks this process as one that runs from what is built, until it ends, however it ends. */
export function markRunning(folder) {
  const file = path.join(marks(folder), String(process.pid));
  whereWritable(() => {
    mkdirSync(marks(folder), { recursive: true });
    writeAtOnce(file, identityOf(process.pid) ?? "");
    process.on("exit", () => rmSync(file, { force: true }));
  });
}

/** The pids of the other processes that run from what is built; forgets those that have ended. */
export function runningHere(folder) {
  return names(marks(folder))
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map(Number)
    .filter((pid) => {
      const file = path.join(marks(folder), String(pid));
      if (read(file) === identityOf(pid)) return true;
      whereWritable(() => rmSync(file, { force: true }));
      return false;
    });
}

/**
 * Runs `make` while no other process does so for this folder; one that was killed holds up nobody.
 * @param onWait called once, with the pid that is waited for
 */
export async function oneAtATime(folder, make, { onWait = () => {} } = {}) {
  const lock = path.join(folder, "lock");
  const own = `${lock}.${randomUUID()}`;
  const locks = whereWritable(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(own, `${process.pid}\n${identityOf(process.pid)}`);
    return true;
  });
  if (!locks) return make();
  const release = () => rmSync(lock, { force: true });
  try {
    for (let waits = 0; !takes(own, lock); waits += 1) {
      const holder = read(lock);
      const [pid, identity] = holder?.split("\n") ?? [];
      if (holder !== null && identityOf(pid) !== identity) removeStale(lock, holder);
      else {
        // A start that has nothing to build is done in a moment.
        if (waits === 50) onWait(Number(pid));
        await pause(20);
      }
    }
    rmSync(own, { force: true });
    process.on("exit", release);
    return await make();
  } finally {
    if (process.listeners("exit").includes(release)) release();
    process.off("exit", release);
    rmSync(own, { force: true });
  }
}

/** A link is made by one alone, with what is in it. */
function takes(own, lock) {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Of several that see the lock of a dead process one moves it away; who moved a living one's instead puts it back. */
function removeStale(lock, holder) {
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, "utf8") !== holder) takes(aside, lock);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}

function writeAtOnce(file, text) {
  const temporary = `${file}.${randomUUID()}`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

function whereWritable(write) {
  try {
    return write();
  } catch (error) {
    if (unwritable.has(error.code)) return null;
    throw error;
  }
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function names(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
