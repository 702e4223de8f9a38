import { build } from "esbuild";
import { expect, test } from "vitest";

/** The dispatcher, bundled as a start bundles it (scripts/prepare.mjs). */
async function bundled() {
  const { metafile, outputFiles } = await build({
    entryPoints: ["lib/dispatch/main.ts"],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outdir: ".build",
    write: false,
    metafile: true,
  });
  return { imports: Object.values(metafile.outputs).flatMap((output) => output.imports), outputFiles };
}

test("a dispatcher loads at its start what all of them need, and nothing that only some do", async () => {
  const { imports } = await bundled();
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

/** esbuild escapes what is in code, and keeps some comments as they are. With one other character V8 keeps two bytes for each of them. */
test("its code is ASCII, of which V8 keeps one byte a character", async () => {
  const [code] = (await bundled()).outputFiles;
  expect(code?.text.match(/.*\P{ASCII}.*/u)?.[0]).toBeUndefined();
});
