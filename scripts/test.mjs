// `npm test`: everything that must hold, in the order of how fast it tells. With paths (`npm test -- lib/net`) only the tests
// at or under them, after lint and types of everything. Its last line is `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { prepare, root } from "./prepare.mjs";
import { chooseTests } from "./test-parts.mjs";

const paths = process.argv.slice(2);
const chosen = chooseTests(paths, ["app", "components", "lib", "scripts", "e2e"].flatMap(filesUnder));
for (const unmatched of chosen.unmatched) {
  console.error(
    `There is no test at "${unmatched}". Name a folder or a test, such as lib/net or e2e/dialog.spec.ts.`,
  );
}
if (chosen.unmatched.length > 0) process.exit(1);

const results = path.join(root, "test-results");
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;

const installed = (program) => path.join("node_modules", program);

/** Runs a Node program; `count` reads how many of its checks passed and failed, else it counts as one. */
function run(title, [program, ...args], count) {
  console.log(`\n— ${title}`);
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, [path.join(root, program), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", E2E_ALL: paths.length === 0 ? "1" : undefined },
  });
  const counted = readCount(count);
  passed += counted?.passed ?? (status === 0 ? 1 : 0);
  // A runner that fails without a failed test (it could not start, say) is a failure too.
  failed += Math.max(counted?.failed ?? 0, status === 0 ? 0 : 1);
  console.log(
    `  ${status === 0 ? "ok" : "FAILED"} in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
  );
}

function readCount(count) {
  if (!count) return null;
  try {
    return count.read(JSON.parse(readFileSync(path.join(results, count.file), "utf8")));
  } catch {
    return null;
  }
}

function filesUnder(folder) {
  const files = readdirSync(path.join(root, folder), { recursive: true });
  return files.map((file) => `${folder}/${file.replaceAll("\\", "/")}`);
}

await prepare({ web: chosen.browser.length > 0 || chosen.faults });
run("Format and lint", [installed("@biomejs/biome/bin/biome"), "ci", "--error-on-warnings", "."]);
run("Directions of imports", [installed("tsx/dist/cli.mjs"), "scripts/check-imports.ts"]);
run("Types", [installed("typescript/bin/tsc"), "--noEmit"]);
if (chosen.unit.length > 0) {
  run(
    "Unit and integration tests, on a PostgreSQL of their own",
    [
      installed("vitest/vitest.mjs"),
      "run",
      ...(paths.length > 0 ? chosen.unit : []),
      "--reporter=default",
      "--reporter=json",
      "--outputFile.json=test-results/unit.json",
    ],
    {
      file: "unit.json",
      read: ({ numPassedTests, numFailedTests }) => ({ passed: numPassedTests, failed: numFailedTests }),
    },
  );
}
if (chosen.browser.length > 0) {
  run(
    "End to end, in a real browser",
    [installed("@playwright/test/cli.js"), "test", ...(paths.length > 0 ? chosen.browser : [])],
    {
      file: "e2e.json",
      read: ({ stats }) => ({
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected + stats.skipped,
      }),
    },
  );
}
if (chosen.faults) {
  run(
    "Faults: the core, each row with the receiver's own log as witness",
    ["scripts/test-faults.mjs", "--core", "--json", path.join(results, "faults.json")],
    // A row that was skipped says why in the table; it is neither passed nor failed.
    { file: "faults.json", read: (sums) => sums },
  );
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
