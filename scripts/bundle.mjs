import { outDirs } from "./products.mjs";
import { at } from "./root.mjs";

/** Programs that run outside Next, each bundled into `.build/<name>.mjs`. */
export const programs = {
  supervisor: "lib/supervise/main.ts",
  attached: "lib/supervise/attached.ts",
  "exit-with-parent": "lib/supervise/exit-with-parent.ts",
  "before-next": "app/before-next.ts",
  api: "app/api-process.ts",
  dispatcher: "lib/dispatch/main.ts",
  admin: "lib/admin/main.ts",
  listen: "lib/listen/main.ts",
  demo: "lib/demo/main.ts",
  "demo-receiver": "lib/demo/receiver.ts",
  "demo-changes": "lib/demo/changes.ts",
};

/** Bundles programs (name → source file) into `.build/<name>.mjs`. */
export async function bundle(entries, outDir = outDirs.production) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, at(file)])),
    outdir: at(outDir),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "warning",
  });
}
