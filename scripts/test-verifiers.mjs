// `npm run test:verifiers`: what others make of a callback's query and signature. The stock libraries that verify, of npm, PyPI, Go,
// crates.io and Maven Central, are given calls to awkward URLs and to URLs of chance; the receivers of docs/receivers that need a library
// are run; proxies are put in front. All of them, or those that are named (`npm run test:verifiers -- npm maven`).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NotHere } from "./bring.mjs";
import { bundle } from "./bundle.mjs";
import { prepare } from "./prepare.mjs";
import { checks } from "./verifiers/checks.mjs";

const count = 5_000;

const named = process.argv.slice(2).filter((word) => !word.startsWith("--seed="));
const given = process.argv.slice(2).find((word) => word.startsWith("--seed="));
const seed = given ? Number(given.slice("--seed=".length)) : Math.floor(Math.random() * 2 ** 31);
const unknown = named.filter((name) => !(name in checks));
if (named.includes("--help") || unknown.length > 0 || !Number.isSafeInteger(seed)) {
  console.log(`npm run test:verifiers -- [--seed=NUMBER] [${Object.keys(checks).join(" | ")}] …`);
  process.exit(named.includes("--help") ? 0 : 2);
}

await prepare({ web: false });
await bundle({ "signed-calls": "lib/testing/signed-calls.ts" });
const { signedCalls } = await import("../.build/signed-calls.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "callboard-verifiers-"));
const calls = () => signedCalls({ seed, count, nowMs: Date.now() });
console.log(`Seed ${seed}.`);
const outcomes = { done: 0, failed: 0, skipped: 0 };
try {
  for (const name of named.length > 0 ? named : Object.keys(checks)) outcomes[await outcomeOf(name)] += 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${outcomes.done} held, ${outcomes.failed} failed, ${outcomes.skipped} NOT RUN.`);
process.exit(outcomes.failed === 0 ? 0 : 1);

async function outcomeOf(name) {
  try {
    console.log(`✓ ${name}: ${await checks[name]({ calls, folder: path.join(folder, name) })}`);
    return "done";
  } catch (error) {
    const isHere = !(error instanceof NotHere);
    console.log(`${isHere ? "✗" : "– NOT RUN"} ${name}: ${error instanceof Error ? error.message : error}`);
    return isHere ? "failed" : "skipped";
  }
}
