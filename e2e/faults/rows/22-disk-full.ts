import { execFile } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { chmod, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { databaseUrlOf } from "../../callboard";
import { appSecret, startFaultCallboard, tokenOf } from "../callboard";
import { prepareDatabase } from "../database";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row, Skip } from "../row";
import type { Stage } from "../stage";
import { pause, until } from "../wait";
import { halfChanges, missingEvents, startWriters } from "../writers";

const run = promisify(execFile);
const sizeMb = 300;

export const diskFull: Row = {
  number: 22,
  title: "the database's disk is full",
  must: "no acknowledgement without commit; recovers when freed",
  core: false,
  limitMs: 240_000,
  async run(stage) {
    const checks = createChecks();
    const disk = await smallDisk(stage);
    const receiver = await startFaultReceiver(stage);
    const dataDir = path.join(disk, "data");
    await mkdir(dataDir);
    const callboard = await startFaultCallboard(stage, { DATA_DIR: dataDir });
    const database = await prepareDatabase(stage, await databaseUrlOf(dataDir), appSecret);
    await database.enable([`${receiver.url}/a`, `${receiver.url}/b`], ["created", "updated", "deleted"]);
    const writers = startWriters(callboard.url, await tokenOf(callboard), 8);
    stage.after(() => writers.stop());
    await until("changes are acknowledged", () => writers.acknowledged.length > 100, 30_000);
    const ballast = path.join(disk, "ballast");
    const fullAt = performance.now();
    const refusedBefore = writers.refused.length;
    // What the database frees meanwhile is taken as well.
    await until(
      "the full disk refuses changes",
      () => {
        fill(ballast);
        return writers.refused.length > refusedBefore + 20;
      },
      60_000,
      250,
    );
    for (let round = 0; round < 20; round += 1) {
      fill(ballast);
      await pause(250);
    }
    const whileFull = writers.refused.filter((one) => one.at > fullAt);
    await rm(ballast);
    const freedAt = performance.now();
    await until(
      "changes are acknowledged again",
      () => writers.acknowledged.some((one) => one.askedAt > freedAt),
      60_000,
    );
    const recoveredMs = performance.now() - freedAt;
    await pause(1_000);
    await writers.stop();
    await database.drained(120_000);
    const missing = await missingEvents(database, writers.acknowledged);
    const half = await halfChanges(database);
    const counted = await database.judgeAll(receiver, ["/a", "/b"]);
    const deaths = callboard.lines.filter((line) => /PostgreSQL ended|did not start/.test(line)).length;
    // A result that could not be written before PostgreSQL went down is a call repeated, as after any crash.
    checks.counted(counted, 64 * (deaths + 1));
    checks.holds(missing === 0, `${missing} acknowledged changes have no event.`);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    checks.holds(
      recoveredMs <= 30_000,
      `It took ${Math.round(recoveredMs)} ms after the disk had room again.`,
    );
    const statuses = [...new Set(whileFull.map((one) => one.status ?? "no answer"))].sort().join(", ");
    return {
      counted,
      figure: `${whileFull.length} refused while full (${statuses}), ${writers.acknowledged.length} acknowledged, ${missing} missing, back ${(recoveredMs / 1_000).toFixed(1)} s after`,
      violations: checks.violations,
    };
  },
};

/** A disk of its own that is soon full. */
async function smallDisk(stage: Stage): Promise<string> {
  const folder = await stage.folder("disk");
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m,mode=0755`, "callboard-faults", folder]);
  } catch (error) {
    const why = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Skip(`a small disk cannot be mounted here: ${why}`);
  }
  stage.after(() => run("umount", ["--lazy", folder]));
  await chmod(folder, 0o755);
  return folder;
}

/** Takes all the room there is. */
function fill(file: string): void {
  const descriptor = openSync(file, "a");
  try {
    for (const bytes of [1_024 * 1_024, 4_096]) {
      const chunk = Buffer.alloc(bytes);
      for (;;) if (writeSync(descriptor, chunk) < bytes) break;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(descriptor);
  }
}
