// Holds imports against `import-directions.ts`: makes a configuration of Biome of that table, and runs Biome with it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { free, type Room, rooms, screens } from "./import-directions";

const root = fileURLToPath(new URL("..", import.meta.url));

const toFile = (at: string) => (at.endsWith("*") ? at : `${at}.*`);
const toSpecifier = (at: string) => (at.startsWith("!") ? `@/${at.slice(1)}` : `!@/${at}`);

/** What the files of a row may not import, as patterns of which a later one outweighs an earlier one. */
function refusedBy({ files, from, except = {}, packages }: Room): string[] {
  const theirs = packages ? ["**", ...packages.map((name) => `!${name}`)] : screens;
  const ours = ["@/**", ...[...files, ...from, ...Object.keys(except)].map(toSpecifier)];
  // From folder to folder a path is written from the root (`@/`): a pattern cannot tell where `..` leads.
  return [...theirs, ...ours, "./**", ...besides(files), "../**", "**/../**"];
}

/** What a file of these may import as `./…`: all of its folder, or what stands so beside it in every room. */
function besides(files: readonly string[]): string[] {
  return files.filter((at) => at.includes("*")).map((at) => `!./${at.replace(/^.*\/(?=\*\*$)|^.*\//, "")}`);
}

function override(row: Room) {
  const { name = row.files.join(", "), because } = row;
  const message = `${name}: ${because} (scripts/import-directions.ts).`;
  const options = { patterns: [{ group: refusedBy(row), message }] };
  return {
    includes: row.files.map(toFile),
    linter: { rules: { style: { noRestrictedImports: { level: "error", options } } } },
  };
}

const configuration = () => ({
  root: true,
  linter: { rules: { preset: "none" } },
  files: {
    includes: [
      "**/*.{ts,tsx,mts,js,mjs}",
      "!**/node_modules",
      "!**/.next",
      "!**/.build",
      "!**/.build-dev",
      "!**/.data",
      "!lib/db/generated",
    ],
  },
  overrides: [
    ...rooms.map(override),
    { includes: free.map(toFile), linter: { rules: { style: { noRestrictedImports: "off" } } } },
  ],
});

/** Runs Biome over a folder laid out like the repository; its status, and what it said where `stdio` lets it. */
export function checkImports(folder: string, options: readonly string[], stdio: "inherit" | "pipe") {
  const made = mkdtempSync(path.join(folder, "node_modules/.imports-"));
  try {
    writeFileSync(path.join(made, "biome.json"), JSON.stringify(configuration()));
    const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");
    const args = [biome, "lint", `--config-path=${made}`, "--diagnostic-level=error", ...options, "."];
    return spawnSync(process.execPath, args, { cwd: folder, stdio, encoding: "utf8" });
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = checkImports(root, [], "inherit").status ?? 1;
}
