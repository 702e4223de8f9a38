import { expect, test } from "vitest";
import { filesUnder, read } from "./docs-pages";

/** A test that fails only because the machine is busy says nothing: none judges by how long something took. */

const tests = ["app", "components", "e2e", "lib", "scripts"]
  .flatMap(filesUnder)
  .filter((file) => /\.(test|spec)\.ts$/.test(file) && file !== "scripts/waits.test.ts");
const unitTests = tests.filter((file) => file.endsWith(".test.ts"));

/** Each place in these files that matches. */
const found = (files: readonly string[], pattern: RegExp) =>
  files.flatMap((file) => [...read(file).matchAll(pattern)].map(([text]) => `${file}: ${text}`));

test("no test expects that less than some time has passed", () => {
  expect(found(tests, /expect\((?:performance|Date)\.now\(\) - \w+\)\s*\.toBeLess\w+/g)).toEqual([]);
  expect(
    found(tests, /expect\((?:[\w?]+\.)?(?:took|elapsed|spent|total|waited)Ms\)\s*\.toBeLess\w+\([\d_]+/g),
  ).toEqual([]);
});

test("what a test waits for may take a minute", () => {
  // Vitest's own limits are a second; `expect.poll` has ours from vitest.config.ts.
  expect(found(unitTests, /\bvi\.waitFor\(/g)).toEqual([]);
  const limits = found(unitTests, /\btimeout: [\d_]+/g);
  const short = limits.filter((one) => Number(one.replace(/.* /, "").replaceAll("_", "")) < 60_000);
  // How long a client's socket may be silent.
  expect(short).toEqual(["lib/web/provider-agent.test.ts: timeout: 3_500"]);
  expect(found(unitTests, /^\}, [\d_]+\);/gm).filter((one) => !/\d{3}_000/.test(one))).toEqual([]);
});

test("a test sleeps only between two looks at what it waits for", () => {
  const sleepers = unitTests.filter(
    (file) => /from "node:timers\/promises"/.test(read(file)) && /setTimeout as/.test(read(file)),
  );
  expect(sleepers).toEqual(["lib/db/connect.test.ts", "lib/web/idempotency.test.ts"]);
});
