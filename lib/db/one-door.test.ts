import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

/**
 * Where connections are made, each set as docs/decisions/0028 says. Tests act as somebody else's programs, and what prepares
 * their databases runs before anything of ours is loaded.
 */
const doors = ["lib/db/connect.ts", "lib/db/prisma-adapter.ts"];
const beforeTests = "lib/testing/fresh-database.ts";
const folders = ["app", "bench", "e2e/faults", "lib", "prisma", "scripts"];
/** Programs of others that the benchmarks compare with. */
const foreign = /^(lib\/db\/generated|bench\/(peers|bare-next))\//;

const makes = /\bnew\s+(?:pg\s*\.\s*)?(?:Pool|Client)\b|\bnew\s+PrismaPg\b/;
const fromDriver = /from\s+["'](?:pg|pg-pool|@prisma\/adapter-pg)["']/;

test("no connection to the database is made past the door", async () => {
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true })) {
      const file = path.posix.join(folder, name.split(path.sep).join("/"));
      if (!/\.(ts|tsx|mjs|js)$/.test(file) || file.endsWith(".test.ts") || foreign.test(file)) continue;
      if (file.includes("node_modules/")) continue;
      const source = await readFile(file, "utf8");
      if (fromDriver.test(source) && makes.test(source)) found.push(file);
    }
  }
  expect(found.sort()).toEqual([...doors, beforeTests]);
});
