#!/usr/bin/env bash
# vitest 4.1.12, node API: one Vitest that runs several specifications one after the other, as a program that tries many variants of
# some code does, hears of the earlier ones again.
#
# `runTestSpecifications([second])` resolves with `testModules` of every run before, not of this one. So once a file has failed,
# whoever looks for a failed module in the answer finds one in every later run, whatever that ran. And a failed file sets `process.exitCode` of the host program to 1, which stays after runs that pass.
#
# Needs Node 20 and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --silent vitest@4.1.12
cat >fails.test.js <<'JS'
import { expect, test } from "vitest";
test("fails", () => expect(1).toBe(2));
JS
cat >passes.test.js <<'JS'
import { expect, test } from "vitest";
test("passes", () => expect(1).toBe(1));
JS
cat >look.mjs <<'JS'
import { createVitest } from "vitest/node";

const vitest = await createVitest("test", { watch: false, reporters: [{}] });
const specifications = await vitest.globTestSpecifications();
const run = async (name) => {
  const { testModules } = await vitest.runTestSpecifications(
    specifications.filter(({ moduleId }) => moduleId.endsWith(name)),
  );
  const seen = testModules.map((one) => `${one.moduleId.split("/").at(-1)} ${one.state()}`).sort();
  console.log(`asked for ${name}: ${seen.join(", ")}`);
};
await run("fails.test.js");
await run("passes.test.js");
console.log(`exit code: ${process.exitCode}`);
await vitest.close();
process.exit(0);
JS
seen=$(node look.mjs)
expected='asked for fails.test.js: fails.test.js failed
asked for passes.test.js: fails.test.js failed, passes.test.js passed
exit code: 1'
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
  echo "This is no longer what was seen with 4.1.12." >&2
  exit 1
fi
