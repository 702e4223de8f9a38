import { build } from "esbuild";

/**
 * A program of ours as a start bundles it (`scripts/bundle.mjs`), written nowhere.
 * @param entry its file, from the repository's root
 * @returns its code, and the packages it imports, each once: `atStart` those that it cannot begin without
 */
export async function bundled(
  entry: string,
): Promise<{ code: string; packages: string[]; atStart: string[] }> {
  const { metafile, outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outdir: ".build",
    write: false,
    metafile: true,
  });
  const imports = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter(({ path }) => !path.startsWith("node:"));
  const once = (some: typeof imports) => [...new Set(some.map(({ path }) => path))].sort();
  return {
    code: outputFiles[0]?.text ?? "",
    packages: once(imports),
    atStart: once(imports.filter(({ kind }) => kind === "import-statement")),
  };
}
