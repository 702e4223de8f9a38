import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { importGraph, leadsTo } from "./scripts/mutation/import-graph.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

const files = ["app", "components", "lib", "scripts", "e2e/faults"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".test.ts")),
);
const graph = importGraph(root, files);
/** By what a file imports, or as it names the database's address, for a program that it starts. */
const reachesDatabase = (file: string) =>
  leadsTo(graph, file, (one) => one === "pg") || read(file).includes("DATABASE_URL");
/** It measures its process, or changes Node's and Next's own modules for good. */
const needsProcess = (file: string) =>
  /\b(?:cpuUsage|memoryUsage|expectLinear|listenBehindBeforeNext)\(|"next\//.test(read(file));

/** A process for each of them is up to half of their processor time. */
const sharing = files.filter((file) => !needsProcess(file));
const withDatabase = sharing.filter(reachesDatabase);
const without = sharing.filter((file) => !reachesDatabase(file));
const others = files.filter(needsProcess);

const resolve = { alias: { "@": root } };
const common = {
  // Only for what never ends: none judges by how fast the machine is.
  testTimeout: 90_000,
  hookTimeout: 90_000,
  expect: { poll: { timeout: 60_000, interval: 10 } },
};

export default defineConfig({
  resolve,
  test: {
    globalSetup: ["lib/testing/start-postgres.ts"],
    // Much of its time a test file waits for its database, a timer or another process: the core that Vitest would leave free by
    // default would stand idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        resolve,
        test: {
          ...common,
          name: "own process",
          include: others,
          setupFiles: ["lib/testing/settings.ts", "lib/testing/fresh-database.ts"],
        },
      },
      {
        resolve,
        test: {
          ...common,
          name: "shared process, a database each",
          include: withDatabase,
          isolate: false,
          setupFiles: [
            "lib/testing/settings.ts",
            "lib/testing/as-new-process.ts",
            "lib/testing/fresh-database.ts",
          ],
        },
      },
      {
        resolve,
        test: {
          ...common,
          name: "shared process",
          include: without,
          isolate: false,
          setupFiles: ["lib/testing/settings.ts", "lib/testing/as-new-process.ts"],
        },
      },
    ],
  },
});
