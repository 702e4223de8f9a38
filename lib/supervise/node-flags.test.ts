import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dispatcherFlags, memoryEnv, webFlags } from "./node-flags";

test("the API in a process of its own has the memory of the web process", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const env = Object.entries(memoryEnv).map((entry) => entry.join("="));
  expect(scripts.api).toBe(`exec env ${env.join(" ")} node ${webFlags.join(" ")} scripts/api.mjs`);
});

/** V8 tells nobody when it knows a flag no more, until Node refuses to start. */
test("Node knows the flags", () => {
  for (const flags of [dispatcherFlags, webFlags]) {
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, "--print", "1"], { encoding: "utf8" });
    expect([stdout, stderr]).toEqual(["1\n", ""]);
  }
});
