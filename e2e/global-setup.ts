import { discard, startCallboard } from "./callboard";
import { findChromium } from "./chromium";

/** One Callboard for all specs, started as a newcomer would; its address and data folder reach them by environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  console.log(`Browser: ${findChromium().source}`);
  const callboard = await startCallboard();
  const [, setupUrl] = await callboard.line(/^Create the first administrator: (\S+)$/);
  process.env.E2E_URL = callboard.url;
  process.env.E2E_DATA_DIR = callboard.dataDir;
  process.env.E2E_SETUP_URL = setupUrl;
  return () => discard(callboard);
}
