import { build } from "esbuild";
import { expect, test } from "vitest";

test("a dispatcher loads at its start what all of them need, and nothing that only some do", async () => {
  const { metafile } = await build({
    entryPoints: ["lib/dispatch/main.ts"],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outdir: ".build",
    write: false,
    metafile: true,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const packages = imports.filter(
    ({ kind, path }) => kind === "import-statement" && !path.startsWith("node:"),
  );
  expect([...new Set(packages.map(({ path }) => path))].sort()).toEqual([
    "pg",
    "pino",
    "prom-client",
    "ulid",
    // All of undici is five times as many modules.
    "undici/lib/dispatcher/agent.js",
    "zod",
  ]);
});
