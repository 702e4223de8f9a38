import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { FullConfig } from "@playwright/test";
import { type Callboard, discard, startCallboard } from "./callboard";
import { findChromium } from "./chromium";
import { announceServers, firstAdministrator } from "./servers";

/**
 * A Callboard for each worker, started as a newcomer would. The first waits for its first administrator, whom the first run
 * makes; the others have theirs from the environment.
 */
export default async function globalSetup({ workers }: FullConfig): Promise<() => Promise<void>> {
  console.log(`Browser: ${findChromium().source}`);
  const notes = mkdtempSync(path.join(os.tmpdir(), "callboard-e2e-notes-"));
  process.env.E2E_LOGS = path.join(notes, "logs");
  mkdirSync(process.env.E2E_LOGS);
  process.env.E2E_SECRETS = path.join(notes, "secrets");
  writeFileSync(process.env.E2E_SECRETS, "");

  const callboards: Callboard[] = [];
  const discardAll = async () => {
    await Promise.all(callboards.map(discard));
    rmSync(notes, { recursive: true, force: true });
  };
  const start = async (env: Record<string, string> = {}) => {
    const callboard = await startCallboard(env);
    // A file each: lines of two that were written at once could come apart, and a secret with them.
    const log = createWriteStream(path.join(notes, "logs", String(callboards.length)));
    log.write(`${callboard.lines.join("\n")}\n`);
    callboard.child.stdout?.pipe(log, { end: false });
    callboard.child.stderr?.pipe(log, { end: false });
    void callboard.exit.then(() => log.end());
    callboards.push(callboard);
    return callboard;
  };
  try {
    // One after the other: the first builds what is stale.
    const first = await start();
    const [, setupUrl] = await first.line(/^Create the first administrator: (\S+)$/);
    process.env.E2E_SETUP_URL = setupUrl;
    const { email, password } = firstAdministrator;
    while (callboards.length < workers) await start({ ADMIN_EMAIL: email, ADMIN_PASSWORD: password });
  } catch (error) {
    await discardAll();
    throw error;
  }
  announceServers(callboards.map(({ url, dataDir }) => ({ url, dataDir })));
  return discardAll;
}
