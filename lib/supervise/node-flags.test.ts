import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { webFlags } from "./node-flags";

test("the API in a process of its own has the heap of the web process", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(scripts.api).toBe(`exec node ${webFlags.join(" ")} scripts/api.mjs`);
});
