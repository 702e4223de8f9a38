import { defineConfig } from "@playwright/test";
import { findChromium } from "./e2e/chromium";

const { executablePath, env } = findChromium();

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  // Playwright empties it; beside it stand the results of the other tests.
  outputDir: "test-results/browser",
  globalSetup: "./e2e/global-setup.ts",
  // Each has a Callboard of its own (e2e/servers.ts). They wait for pages, retries and starts as much as they work: on two cores
  // a third is worth it.
  workers: 3,
  // Only for what never comes: none judges by how fast the machine is.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    // A trace of every test would cost a third of the time: one that failed is run again with --trace on.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      env: { ...(process.env as Record<string, string>), ...env },
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
      ],
    },
  },
  projects: [
    { name: "first run", testMatch: "setup.spec.ts", teardown: "its log" },
    { name: "its log", testMatch: "logs.teardown.ts" },
    // What takes longest in one piece comes first, so that the workers end at about the same time.
    { name: "npm start", testMatch: "start.spec.ts", dependencies: ["first run"] },
    { name: "everything else", testIgnore: ["setup.spec.ts", "start.spec.ts"], dependencies: ["first run"] },
  ],
});
