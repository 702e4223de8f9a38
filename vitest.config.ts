import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,components,lib,scripts,e2e/faults}/**/*.test.ts"],
    globalSetup: ["lib/testing/start-postgres.ts"],
    setupFiles: ["lib/testing/fresh-database.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
