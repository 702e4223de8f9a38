import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { discard, startCallboard } from "./callboard";
import { findChromium } from "./chromium";

/** One Callboard for all specs, started as a newcomer would; its address and data folder reach them by environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  console.log(`Browser: ${findChromium().source}`);
  const notes = mkdtempSync(path.join(os.tmpdir(), "callboard-e2e-notes-"));
  process.env.E2E_LOG = path.join(notes, "log");
  process.env.E2E_SECRETS = path.join(notes, "secrets");
  writeFileSync(process.env.E2E_SECRETS, "");
  const callboard = await startCallboard();
  const log = createWriteStream(process.env.E2E_LOG);
  callboard.child.stdout?.pipe(log, { end: false });
  callboard.child.stderr?.pipe(log, { end: false });
  const [, setupUrl] = await callboard.line(/^Create the first administrator: (\S+)$/);
  process.env.E2E_URL = callboard.url;
  process.env.E2E_DATA_DIR = callboard.dataDir;
  process.env.E2E_SETUP_URL = setupUrl;
  return async () => {
    await discard(callboard);
    log.end();
    rmSync(notes, { recursive: true, force: true });
  };
}
