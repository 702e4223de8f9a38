import { defineConfig } from "@playwright/test";
import { findChromium } from "./e2e/chromium";

const { executablePath, env } = findChromium();

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  globalSetup: "./e2e/global-setup.ts",
  // The callback settings are one for the whole organisation, so specs that change them cannot run side by side.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    trace: "retain-on-failure",
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
    { name: "everything", testIgnore: "setup.spec.ts", dependencies: ["first run"] },
  ],
});
