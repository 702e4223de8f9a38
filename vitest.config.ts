import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,components,lib,scripts,e2e/faults}/**/*.test.ts"],
    globalSetup: ["lib/testing/start-postgres.ts"],
    setupFiles: ["lib/testing/fresh-database.ts"],
    // Each test file has a database of its own, and much of its time it waits for that, for a timer or for another process:
    // the core that Vitest would leave free by default would stand idle.
    maxWorkers: Math.max(2, availableParallelism()),
    // Only for what never ends: none judges by how fast the machine is.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 60_000, interval: 10 } },
  },
});
