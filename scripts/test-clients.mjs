// `npm run test:clients`: what others make of the OpenAPI document. Generates clients, compiles them and lets each create, list and
// be refused by a Callboard of its own; lints the document; runs schemathesis. All of them, or those that are named
// (`npm run test:clients -- go schemathesis`). npm, Maven Central and PyPI bring the tools.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NotHere } from "./bring.mjs";
import { checks } from "./clients/checks.mjs";
import { startCallboard } from "./own-callboard.mjs";
import { prepare } from "./prepare.mjs";

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in checks));
if (named.includes("--help") || unknown.length > 0) {
  console.log(`npm run test:clients -- [${Object.keys(checks).join(" | ")}] …`);
  process.exit(named.includes("--help") ? 0 : 2);
}

await prepare();
const callboard = await startCallboard();
const folder = mkdtempSync(path.join(tmpdir(), "callboard-clients-"));
const outcomes = { done: 0, failed: 0, skipped: 0 };
try {
  const document = path.join(folder, "openapi.json");
  writeFileSync(document, await (await fetch(`${callboard.url}/api/openapi.json`)).text());
  const env = { CALLBOARD_URL: callboard.url, CALLBOARD_TOKEN: callboard.token };
  for (const name of named.length > 0 ? named : Object.keys(checks))
    outcomes[await outcomeOf(name, { document, env })] += 1;
  await callboard.end();
} finally {
  await callboard.clear();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${outcomes.done} held, ${outcomes.failed} failed, ${outcomes.skipped} SKIPPED.`);
process.exit(outcomes.failed === 0 ? 0 : 1);

async function outcomeOf(name, { document, env }) {
  try {
    console.log(`✓ ${name}: ${await checks[name]({ document, env, folder: path.join(folder, name) })}`);
    return "done";
  } catch (error) {
    const isHere = !(error instanceof NotHere);
    console.log(`${isHere ? "✗" : "– SKIPPED"} ${name}: ${error instanceof Error ? error.message : error}`);
    return isHere ? "failed" : "skipped";
  }
}
