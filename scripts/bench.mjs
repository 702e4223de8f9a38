// `npm run bench`: what the dispatcher can do on this machine, against a bare HTTP loop. How and why: docs/benchmarks.md.
import { spawnSync } from "node:child_process";
import { prepare, root } from "./prepare.mjs";

await prepare({ web: false });
const { build } = await import("esbuild");
await build({
  absWorkingDir: root,
  entryPoints: {
    bench: "bench/main.ts",
    "bench-receiver": "bench/receiver.ts",
    "bench-bare": "bench/bare.ts",
  },
  outdir: ".build",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [".build/bench.mjs"], { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);
