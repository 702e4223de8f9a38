// What must be there before anything of Callboard can run, made only when missing or stale. Plain Node without
// dependencies: straight after `git clone` there are none. Each stamp holds a hash of what its product was made from.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { markRunning, oneAtATime, runningHere } from "./build-use.mjs";
import { withElapsed } from "./elapsed.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => path.join(root, ...parts);

/** Programs that run outside Next, each bundled into `.build/<name>.mjs`. */
const programs = {
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

/** Development bundles into a folder of its own, so that the sources can change while `npm start` runs beside. */
const outDirs = { production: ".build", development: ".build-dev" };

const source = ["lib", "package.json", "package-lock.json", "tsconfig.json"];

/** The rest of the API is answered before Next (docs/decisions/0059). */
const answeredByNext = "app/*,app/!(api)/**,app/api/auth/**,app/api/[[...path]]/**";

const ofPrograms = [...source, "app/before-next.ts", "app/api-process.ts", "app/api", "prisma/seed.ts"];

/** What is made: from which inputs, and what is there once it was. */
const steps = {
  client: { inputs: ["prisma/schema.prisma", "package-lock.json"], product: at("lib/db/generated") },
  programs: { inputs: ofPrograms, product: at(outDirs.production, "supervisor.mjs") },
  "programs-dev": { inputs: ofPrograms, product: at(outDirs.development, "supervisor.mjs") },
  web: {
    inputs: [
      "app",
      "components",
      "public",
      "proxy.ts",
      "instrumentation.ts",
      "next.config.js",
      "postcss.config.mjs",
      ...source,
    ],
    product: at(".next/BUILD_ID"),
  },
};

/**
 * Installs packages, generates the Prisma client, bundles the programs and, unless `web` is false, builds the web app.
 * Ends the process with the failed step's output when one fails, and when a living Callboard runs from what would be replaced
 * (docs/decisions/0069). `say` gets a line when a step that takes time begins, every half minute of it, and when it is over.
 * @param options.dev bundles the programs for `npm run dev`, without the web app
 * @param options.runs marks this process, until it ends, as a Callboard that runs from what is made
 * @param options.attaches goes on with what is there where a living Callboard runs from it
 */
export async function prepare({
  web = true,
  dev = false,
  runs = false,
  attaches = false,
  say = (line) => console.error(line),
} = {}) {
  const tooOld = nodeProblem();
  if (tooOld) fail(tooOld);
  const wanted = ["client", dev ? "programs-dev" : "programs", ...(web && !dev ? ["web"] : [])];
  if (!runs && isPrepared(wanted)) return;
  const onWait = (pid) => say(`Waiting for another start or build in this folder (process ${pid}).`);
  await oneAtATime(
    at(outDirs.production),
    async () => {
      const [pid] = runningHere(at(outDirs.production));
      const broken = pid === undefined ? [] : wouldBreak(wanted);
      if (broken.length === 0) await makeAll(wanted, say);
      else if (attaches) {
        say(
          `The sources have changed since Callboard (process ${pid}) was started here: this runs as it was built then.`,
        );
      } else {
        fail(
          `Callboard runs from this folder (process ${pid}), and the sources have changed since: to ${broken.join(" and ")} now would break it. Stop it first, or use another clone.`,
        );
      }
      if (runs) markRunning(at(outDirs.production));
    },
    { onWait },
  );
}

const isPrepared = (wanted) => packagesMatch() && wanted.every((name) => isMade(name));

/** What would be replaced under a Callboard that runs. What is missing can be made; the client is part of what was bundled. */
function wouldBreak(wanted) {
  const isReplaced = (name) => wanted.includes(name) && existsSync(steps[name].product) && !isMade(name);
  return [
    ...(existsSync(packageRecord) && !packagesMatch() ? ["install its packages"] : []),
    ...(isReplaced("programs") || isReplaced("web") ? ["build"] : []),
  ];
}

async function makeAll(wanted, say) {
  if (!packagesMatch()) {
    await withElapsed("Installing packages", () => run("npm", ["ci", "--no-audit", "--no-fund"]), { say });
  }
  for (const name of wanted) await step(name, () => makers[name](say));
}

const makers = {
  client: () =>
    // Any executable satisfies Prisma's wish for its native engine, which `generate` does not use and would download.
    run("node", ["node_modules/prisma/build/index.js", "generate"], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    }),
  programs: () => bundle(programs),
  "programs-dev": () => bundle(programs, outDirs.development),
  web: (say) =>
    withElapsed(
      "Building the web app",
      () =>
        run("node", ["node_modules/next/dist/bin/next", "build", "--debug-build-paths", answeredByNext], {
          NEXT_TELEMETRY_DISABLED: "1",
          NODE_ENV: "production",
          ...sameOnAllNodes(),
        }),
      { say },
    ),
};

/**
 * What Next would choose by chance at each build: nodes that are built from one source share it, so that a page of one is served by
 * another (docs/decisions/0054).
 */
export function sameOnAllNodes() {
  const source = createHash("sha256").update(hashOf(steps.web.inputs));
  const key = source.digest();
  return {
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key.toString("base64"),
    CALLBOARD_BUILD_ID: key.toString("hex").slice(0, 20),
  };
}

/** Why this Node will not do, in a sentence; null where it will. */
export function nodeProblem(version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  const [wantedMajor, wantedMinor] = engines.node.replace(/^>=/, "").split(".").map(Number);
  const [major, minor] = version.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return null;
  return `Callboard needs Node ${wantedMajor}.${wantedMinor} or newer; this is ${version}.`;
}

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

const packageRecord = at("node_modules/.package-lock.json");

/** Whether what npm says it installed is what the lockfile wants. */
export function packagesMatch() {
  if (!existsSync(packageRecord)) return false;
  const packagesIn = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const isProduction = process.env.NODE_ENV === "production";
  return hasAll(packagesIn(packageRecord), packagesIn(at("package-lock.json")), isProduction);
}

/**
 * Whether `installed` has each package that is `wanted`, by place, in its version. Packages for other platforms may be absent,
 * and in production those for development, which npm leaves out then.
 */
export function hasAll(installed, wanted, isProduction) {
  return Object.entries(wanted).every(([place, { version, optional, dev, devOptional }]) => {
    if (place === "") return true;
    if (installed[place]) return installed[place].version === version;
    return optional === true || (isProduction && (dev ?? devOptional) === true);
  });
}

/** Whether the web app is built, from this very source. */
export const webIsBuilt = () => isMade("web");

const stampOf = (name) => at("node_modules/.callboard", name);

function isMade(name, hash = hashOf(steps[name].inputs)) {
  const stamp = stampOf(name);
  return existsSync(steps[name].product) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
}

/** Runs `make` unless the product exists and was made from the same inputs; then remembers their hash. */
async function step(name, make) {
  const hash = hashOf(steps[name].inputs);
  if (isMade(name, hash)) return;
  // What a build that is killed leaves half done is of no source.
  rmSync(stampOf(name), { force: true });
  await make();
  mkdirSync(path.dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), hash);
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
async function run(command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = [];
  for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (chunk) => output.push(chunk));
  const [code] = await once(child, "close");
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  fail(`\`${command} ${args.join(" ")}\` failed; its output is above.`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
