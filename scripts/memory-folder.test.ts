import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const program = (shared: string) => `
  import { existsSync } from "node:fs";
  import { memoryFolder } from "./scripts/memory-folder.mjs";
  const folder = memoryFolder(${JSON.stringify(shared)});
  console.log(JSON.stringify({ folder, exists: folder !== null && existsSync(folder) }));`;

const asked = (shared: string) => {
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program(shared)], {
    encoding: "utf8",
  });
  return JSON.parse(stdout);
};

test("the folder is there while its process is, or there is none", () => {
  const { folder, exists } = asked("/dev/shm");
  expect(exists).toBe(folder !== null);
  if (folder !== null) expect(existsSync(folder)).toBe(false);
});

test("where there is no such place, none is made", () => {
  expect(asked("/nowhere")).toEqual({ folder: null, exists: false });
});
