// `npm test`: everything that must hold, side by side, told in the order of how fast it ends. With paths (`npm test -- lib/net`) only
// the tests at or under them, with lint and types of everything. Its last line is `N passed, N failed`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { memoryFolder } from "./memory-folder.mjs";
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

const needsWeb = chosen.browser.length > 0 || chosen.faults;

const results = path.join(root, "test-results");
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

// Who named a folder has a reason.
const temporary = process.env.TMPDIR ?? memoryFolder();

const startedAt = performance.now();
let passed = 0;
let failed = 0;

const installed = (program) => path.join("node_modules", program);

const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;

/** Runs a Node program to its end, and keeps what it writes: it runs beside others. */
async function runProgram([program, ...args]) {
  const begunAt = performance.now();
  const child = spawn(process.execPath, [path.join(root, program), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...(temporary === null ? {} : { TMPDIR: temporary }),
      NEXT_TELEMETRY_DISABLED: "1",
      E2E_ALL: paths.length === 0 ? "1" : undefined,
    },
  });
  const wrote = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => wrote.push(chunk));
  const [status] = await once(child, "close");
  return { ok: status === 0, ms: performance.now() - begunAt, wrote: Buffer.concat(wrote) };
}

/** Waits for a program and tells how it ended; `count` reads how many of its checks passed and failed, else it is one check. */
async function tell(title, program, count) {
  const timer = setInterval(
    () => console.error(`${title} … ${seconds(performance.now() - startedAt)} so far`),
    30_000,
  );
  const { ok, ms, wrote } = await program.finally(() => clearInterval(timer));
  console.log(`\n— ${title}`);
  process.stdout.write(wrote);
  const counted = readCount(count);
  passed += counted?.passed ?? (ok ? 1 : 0);
  // A runner that fails without a failed test (it could not start, say) is a failure too.
  failed += Math.max(counted?.failed ?? 0, ok ? 0 : 1);
  console.log(`  ${ok ? "ok" : "FAILED"} in ${seconds(ms)}`);
}

/** Runs programs one after the other; in the place of one that is not to be run stands null. */
function runChain(programs) {
  let before = Promise.resolve();
  return programs.map((program) => {
    if (!program) return null;
    before = before.then(() => runProgram(program));
    return before;
  });
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

await prepare({ web: false });
// Tests wait much of their time, for a page, a timer or another program, so they run side by side. Next writes types of the
// routes, so that the compiler comes after the build, as does what needs the app.
const [lint, imports] = runChain([
  [installed("@biomejs/biome/bin/biome"), "ci", "--error-on-warnings", "."],
  [installed("tsx/dist/cli.mjs"), "scripts/check-imports.ts"],
]);
const [build, types, faults] = runChain([
  needsWeb && ["scripts/build.mjs"],
  [installed("typescript/bin/tsc"), "--noEmit"],
  chosen.faults && ["scripts/test-faults.mjs", "--core", "--json", path.join(results, "faults.json")],
]);
const unit =
  chosen.unit.length > 0 &&
  runProgram([
    installed("vitest/vitest.mjs"),
    "run",
    ...(paths.length > 0 ? chosen.unit : []),
    "--reporter=default",
    "--reporter=json",
    "--outputFile.json=test-results/unit.json",
  ]);
const inBrowser = [installed("@playwright/test/cli.js"), "test", ...(paths.length > 0 ? chosen.browser : [])];
const browser = chosen.browser.length > 0 && build?.then(() => runProgram(inBrowser));

await tell("Format and lint", lint);
await tell("Directions of imports", imports);
if (build) await tell("Build of the web app", build);
await tell("Types", types);
if (faults) {
  await tell("Faults: the core, each row with the receiver's own log as witness", faults, {
    file: "faults.json",
    // A row that was skipped says why in the table; it is neither passed nor failed.
    read: (sums) => sums,
  });
}
if (unit) {
  await tell("Unit and integration tests, on a PostgreSQL of their own", unit, {
    file: "unit.json",
    read: ({ numPassedTests, numFailedTests }) => ({ passed: numPassedTests, failed: numFailedTests }),
  });
}
if (browser) {
  await tell("End to end, in a real browser", browser, {
    file: "e2e.json",
    read: ({ stats }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected + stats.skipped,
    }),
  });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
