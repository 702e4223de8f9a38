import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbedded } from "@/lib/db/embedded/start";
import { openDataDir } from "@/lib/supervise/data-dir";
import { removeLeftFolders, withFolder } from "./folder";

/** No process can have this number. */
const nobodysPid = 2 ** 22 + 1;
const realTmp = process.env.TMPDIR;
let tmp = "";

beforeEach(async () => {
  tmp = await mkdtemp(path.join(os.tmpdir(), "callboard-test-"));
  await chmod(tmp, 0o711);
  process.env.TMPDIR = tmp;
});
afterEach(async () => {
  if (realTmp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = realTmp;
  await rm(tmp, { recursive: true, force: true });
});

test("the folder is gone after the work, also when that fails", async () => {
  const failing = withFolder(async (folder) => {
    await writeFile(path.join(folder, "something"), "");
    throw new Error("the work failed");
  });
  await expect(failing).rejects.toThrow("the work failed");
  expect(await readdir(tmp)).toEqual([]);
});

test("what a killed demo left is removed and its database ended; others are left alone", async () => {
  const killed = path.join(tmp, "callboard-demo-killed");
  await mkdir(killed, { mode: 0o711 });
  await writeFile(path.join(killed, "running.json"), JSON.stringify({ pid: nobodysPid }));
  const { databaseFolder } = await openDataDir(killed, "/");
  const database = await startEmbedded({ folder: databaseFolder, durable: false });
  for (const other of ["callboard-demo-starting", "something-else"]) await mkdir(path.join(tmp, other));

  await removeLeftFolders();

  await database.ended;
  expect(existsSync(databaseFolder)).toBe(false);
  expect((await readdir(tmp)).toSorted()).toEqual(["callboard-demo-starting", "something-else"]);
});
