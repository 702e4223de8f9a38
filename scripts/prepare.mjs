// What must be there before anything of Callboard can run, made only when missing or stale. Plain Node without
// dependencies: straight after `git clone` there are none. Each stamp holds a hash of what its product was made from.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => path.join(root, ...parts);

/** Programs that run outside Next, each bundled into `.build/<name>.mjs`. */
const programs = {
  supervisor: "lib/supervise/main.ts",
  attached: "lib/supervise/attached.ts",
  "exit-with-parent": "lib/supervise/exit-with-parent.ts",
  "before-next": "lib/supervise/before-next.ts",
  dispatcher: "lib/dispatch/main.ts",
  admin: "lib/admin/main.ts",
  demo: "lib/demo/main.ts",
  "demo-receiver": "lib/demo/receiver.ts",
  "demo-changes": "lib/demo/changes.ts",
};

/**
 * Installs packages, generates the Prisma client, bundles the programs and, unless `web` is false, builds the web app.
 * Ends the process with the failed step's output when one fails. `say` gets a line before each step that takes time.
 */
export async function prepare({ web = true, say = (line) => console.error(line) } = {}) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    fail(`Callboard needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
  if (!packagesMatch()) {
    say("Installing packages …");
    run("npm", ["ci", "--no-audit", "--no-fund"]);
  }
  step("client", ["prisma/schema.prisma", "package-lock.json"], at("lib/db/generated"), () => {
    // Any executable satisfies Prisma's wish for its native engine, which `generate` does not use and would download.
    run("node", ["node_modules/prisma/build/index.js", "generate"], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    });
  });
  const source = ["lib", "package.json", "package-lock.json", "tsconfig.json"];
  await step("programs", [...source, "prisma/seed.ts"], at(".build/supervisor.mjs"), () => bundle(programs));
  if (!web) return;
  const webSource = [
    "app",
    "components",
    "public",
    "proxy.ts",
    "instrumentation.ts",
    "next.config.js",
    "postcss.config.mjs",
    ...source,
  ];
  step("web", webSource, at(".next/BUILD_ID"), () => {
    say("Building the web app (about half a minute) …");
    run("node", ["node_modules/next/dist/bin/next", "build"], {
      NEXT_TELEMETRY_DISABLED: "1",
      NODE_ENV: "production",
    });
  });
}

/** Bundles programs (name → source file) into `.build/<name>.mjs`. */
export async function bundle(entries) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, at(file)])),
    outdir: at(".build"),
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

/** Whether what npm says it installed is what the lockfile wants; packages for other platforms may be absent. */
function packagesMatch() {
  const record = at("node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(at("package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(
    ([place, { version, optional }]) =>
      place === "" || (installed[place] ? installed[place].version === version : optional === true),
  );
}

/** Runs `make` unless `product` exists and was made from the same `inputs`; then remembers their hash. */
function step(name, inputs, product, make) {
  const stamp = at("node_modules/.callboard", name);
  const hash = hashOf(inputs);
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  const remember = () => {
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
  };
  const made = make();
  return made instanceof Promise ? made.then(remember) : remember();
}

/** Made by a step itself, or for tests only. */
const noInput = new Set(["lib/db/generated", "lib/testing"]);

function hashOf(inputs) {
  const hash = createHash("sha256");
  const add = (file) => {
    if (!existsSync(at(file)) || noInput.has(file)) return;
    if (statSync(at(file)).isDirectory()) {
      for (const name of readdirSync(at(file)).sort()) add(path.join(file, name));
    } else if (!/\.(test|spec)\.tsx?$/.test(file)) {
      hash
        .update(file)
        .update("\0")
        .update(readFileSync(at(file)))
        .update("\0");
    }
  };
  for (const input of inputs) add(input);
  return hash.digest("hex");
}

/** Runs a program to its end; shows its output only when it fails, and then ends this process too. */
function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
  fail(`\`${command} ${args.join(" ")}\` failed; its output is above.`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
