import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

/** Where SQL may say what an attempt under way is; the generated client and the migrations say how it is stored. */
const itsPlace = /^lib\/(attempts\/|db\/generated\/|testing\/attempts\.ts$)/;
const folders = ["app", "bench", "components", "e2e", "lib", "scripts"];

const columns = /\b(locked_by|leased_until|lockedBy|leasedUntil)\b/;
const openRow = /outcome (=|<>|!=|in|is)[^\n]*'in_progress'/;
const newRow = /insert into attempt\b/;

/** Files outside that write this. */
async function filesWith(pattern: RegExp, { tests }: { tests: boolean }): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true })) {
      const file = path.posix.join(folder, name.split(path.sep).join("/"));
      if (!/\.(ts|tsx|mjs|js)$/.test(file) || itsPlace.test(file) || file.includes("node_modules/")) continue;
      if (!tests && /\.(test|spec)\.ts$|^(bench|e2e)\//.test(file)) continue;
      if (pattern.test(await readFile(file, "utf8"))) found.push(file);
    }
  }
  return found;
}

test("only this folder says which dispatcher has a delivery, and until when", async () => {
  expect(await filesWith(columns, { tests: true })).toEqual([]);
});

test("only this folder says which attempt's row is open", async () => {
  expect(await filesWith(openRow, { tests: true })).toEqual([]);
});

test("only this folder writes rows of attempts; tests and benchmarks make up finished ones", async () => {
  expect(await filesWith(newRow, { tests: false })).toEqual([]);
});
