// `npm test`: everything that must hold, in the order of how fast it tells. With paths (`npm test -- lib/net`) only the tests
// at or under them, after lint and types of everything. The web app is built beside the tests that do without. Its last line
// is `N passed, N failed`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { memoryFolder } from "./memory-folder.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";
import { chooseTests } from "./test-parts.mjs";

const paths = process.argv.slice(2);
const chosen = chooseTests(paths, ["app", "components", "lib", "scripts", "e2e"].flatMap(filesUnder));
for (const unmatched of chosen.unmatched) {
  console.error(
    `There is no test at "${unmatched}". Name a folder or a test, such as lib/net or e2e/dialog.spec.ts.`,
  );
}
if (chosen.unmatched.length > 0) process.exit(1);

const needsWeb = chosen.browser.length > 0 || chosen.faults;

const results = path.join(root, "test-results");
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

// Who named a folder has a reason.
const temporary = process.env.TMPDIR ?? memoryFolder();

let passed = 0;
let failed = 0;

const installed = (program) => path.join("node_modules", program);

/**
 * Runs a Node program to its end.
 * @param beside what it writes is kept, for a program that runs beside others
 */
async function runProgram([program, ...args], { beside = false } = {}) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [path.join(root, program), ...args], {
    cwd: root,
    stdio: beside ? ["ignore", "pipe", "pipe"] : "inherit",
    env: {
      ...process.env,
      ...(temporary === null ? {} : { TMPDIR: temporary }),
      NEXT_TELEMETRY_DISABLED: "1",
      E2E_ALL: paths.length === 0 ? "1" : undefined,
    },
  });
  const wrote = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => wrote.push(chunk));
  const [status] = await once(child, "close");
  return { ok: status === 0, ms: performance.now() - startedAt, wrote: Buffer.concat(wrote) };
}

/** Waits for a program and reports how it ended; `count` reads how many of its checks passed and failed, else it is one check. */
async function report(title, program, count) {
  console.log(`\n— ${title}`);
  const { ok, ms, wrote } = await program;
  process.stdout.write(wrote);
  const counted = readCount(count);
  passed += counted?.passed ?? (ok ? 1 : 0);
  // A runner that fails without a failed test (it could not start, say) is a failure too.
  failed += Math.max(counted?.failed ?? 0, ok ? 0 : 1);
  console.log(`  ${ok ? "ok" : "FAILED"} in ${(ms / 1_000).toFixed(1)} s`);
}

/** Runs programs one after the other beside all else; in the place of one that is not to be run stands null. */
function runChain(programs) {
  let before = Promise.resolve();
  return programs.map((program) => {
    if (!program) return null;
    before = before.then(() => runProgram(program, { beside: true }));
    return before;
  });
}

const run = (title, program, count) => report(title, runProgram(program), count);

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

await prepare({ web: false });
// The web app is built beside what does without. Next writes types of the routes, so that the compiler comes after it. The
// faults wait most of their time.
const [build, types, faults] = runChain([
  needsWeb && ["scripts/build.mjs"],
  [installed("typescript/bin/tsc"), "--noEmit"],
  chosen.faults && ["scripts/test-faults.mjs", "--core", "--json", path.join(results, "faults.json")],
]);
await run("Format and lint", [installed("@biomejs/biome/bin/biome"), "ci", "--error-on-warnings", "."]);
await run("Directions of imports", [installed("tsx/dist/cli.mjs"), "scripts/check-imports.ts"]);
if (!build) await report("Types", types);
if (chosen.unit.length > 0) {
  await run(
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
if (build) {
  await report("Build of the web app, beside the above", build);
  await report("Types", types);
}
if (faults) {
  await report(
    "Faults, beside the above: the core, each row with the receiver's own log as witness",
    faults,
    {
      file: "faults.json",
      // A row that was skipped says why in the table; it is neither passed nor failed.
      read: (sums) => sums,
    },
  );
}
if (chosen.browser.length > 0) {
  await run(
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
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
