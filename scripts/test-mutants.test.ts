import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** Mutants of planted modules, in a folder laid out like the repository. */

const module = `export function tested(n: number) {
  return n > 2;
}
export function untested(n: number) {
  return n > 7;
}
export function ending(n: number) {
  let left = n;
  while (left > 0) left -= 1;
  return left;
}
`;
const moduleTest = `import { expect, test } from "vitest";
import { ending, tested } from "./planted";
test("two is not more than two, three is", () => {
  expect([tested(2), tested(3)]).toEqual([false, true]);
});
test("it ends", () => {
  expect(ending(3)).toBe(0);
});
`;

const failingTest = `import { expect, test } from "vitest";
import { tested } from "./planted";
test("one is more than two", () => {
  expect(tested(1)).toBe(true);
});
`;

function plant(): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "callboard-mutants-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, "lib/planted"), { recursive: true });
  writeFileSync(path.join(root, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(root, "vitest.config.ts"), "export default {};");
  writeFileSync(path.join(root, "lib/planted/planted.ts"), module);
  writeFileSync(path.join(root, "lib/planted/planted.test.ts"), moduleTest);
  writeFileSync(path.join(root, "lib/planted/failing.test.ts"), failingTest);
  symlinkSync(path.resolve("node_modules"), path.join(root, "node_modules"));
  return root;
}

const run = (...args: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "scripts/test-mutants.ts", ...args], { encoding: "utf8" });

test("a mutant that no test notices is told as living, one that never ends is killed, and the code stays as it is", () => {
  const root = plant();
  const json = path.join(root, "mutants.json");
  const { stdout, stderr, status } = run(
    "--root",
    root,
    "--sample",
    "0",
    "--grace",
    "500",
    "--json",
    json,
    "lib/planted",
  );
  // On a busy machine Vitest complains there of a worker that was slow to end.
  expect(status, stderr).toBe(0);
  expect(stdout).toContain("lib/planted/failing.test.ts fails without a mutant: left out");
  const living = [...stdout.matchAll(/lives: (.*)/g)].map(([, one]) => one);
  expect(living).toEqual([
    "lib/planted/planted.ts:5  return n > 7;  →  return;",
    "lib/planted/planted.ts:5  >  →  <=",
    "lib/planted/planted.ts:5  >  →  >=",
    "lib/planted/planted.ts:5  7  →  8",
  ]);
  const [, killed, all] = /lib\/planted: (\d+) of (\d+) killed/.exec(stdout) ?? [];
  expect(Number(all) - Number(killed)).toBe(4);
  expect(readFileSync(path.join(root, "lib/planted/planted.ts"), "utf8")).toBe(module);

  // With a test for it, three of those that lived are killed; no other is judged again.
  const more = moduleTest
    .replace("[tested(2)", "[untested(7), tested(2)")
    .replace("[false,", "[false, false,");
  writeFileSync(
    path.join(root, "lib/planted/planted.test.ts"),
    more.replace("ending, tested", "ending, tested, untested"),
  );
  const again = run("--root", root, "--sample", "0", "--again", json, "lib/planted");
  expect(again.stdout).toContain("lib/planted: 3 of 4 killed (75 %)");
}, 600_000);

test("--help says how, and runs nothing", () => {
  const { stdout, status } = run("--help");
  expect(stdout).toMatch(/^npm run test:mutants -- \[PATH …\]/);
  expect(status).toBe(0);
});
