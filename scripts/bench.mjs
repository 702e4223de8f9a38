// `npm run bench`: what Callboard can do on this machine, against a bare HTTP loop, other queues on PostgreSQL and a bare
// route handler.
// How and why: docs/benchmarks.md.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { bundle } from "./bundle.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";

const peers = path.join(root, "bench");
const [args, helping] = [
  process.argv.slice(2),
  process.argv.includes("--help") || process.argv.includes("-h"),
];

const runs = (part) => !helping && (args.length === 0 || args.includes(part));
await prepare({ web: ["api", "live", "log", "against", "senders"].some(runs) });
if (runs("api")) buildBareApp();
if (runs("peers") || runs("latency")) installPeers();
await bundle({
  bench: "bench/main.ts",
  "bench-receiver": "bench/receiver.ts",
  "bench-bare": "bench/bare.ts",
});
process.chdir(root);
await import("../.build/bench.mjs");

/** What creating an instance is held against: a Next app of the benchmark's own, which is no part of the product. */
function buildBareApp() {
  console.error("Building the bare Next app to compare with …");
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [next, "build", path.join(peers, "bare-next")],
    {
      encoding: "utf8",
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    },
  );
  if (status === 0) return;
  console.error(`${stdout}${stderr}The bare Next app could not be built.`);
  process.exit(1);
}

/** Callboard is compared with these and never uses them: they have a package.json of their own. */
function installPeers() {
  const { packages } = JSON.parse(readFileSync(path.join(peers, "package-lock.json"), "utf8"));
  const wanted = Object.keys(packages[""].dependencies);
  const isInstalled = (name) => {
    const file = path.join(peers, "node_modules", name, "package.json");
    return (
      existsSync(file) &&
      JSON.parse(readFileSync(file, "utf8")).version === packages[`node_modules/${name}`].version
    );
  };
  if (wanted.every(isInstalled)) return;
  console.error(`Installing ${wanted.join(" and ")} to compare with …`);
  const npmCi = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr } = spawnSync("npm", npmCi, { cwd: peers, encoding: "utf8" });
  if (status !== 0)
    console.error(`${stderr}They could not be installed, so Callboard is measured without them.`);
}
