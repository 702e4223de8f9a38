// What the suite of generated clients needs from npm, Maven Central and PyPI, each at one version. Nothing is installed on this
// machine: all of it is in `node_modules/.cache/callboard-clients`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../prepare.mjs";

const cache = path.join(root, "node_modules/.cache/callboard-clients");
const packages = {
  "@types/node": "24.0.0",
  "openapi-typescript": "7.13.0",
  "openapi-fetch": "0.17.0",
  "@hey-api/openapi-ts": "0.99.0",
  "@redocly/cli": "2.77.0",
  "@stoplight/spectral-cli": "6.16.3",
  typescript: "5.9.3",
  esbuild: "0.28.2",
};
const generator = {
  url: "https://repo1.maven.org/maven2/org/openapitools/openapi-generator-cli/7.25.0/openapi-generator-cli-7.25.0.jar",
  sha1: "56a9bb79e3bb565f477eddca2c6daa288a9c6f35",
};

/** Why a check is left out: what it needs is not here, which is no fault of Callboard's. */
export class NotHere extends Error {}

/** Runs a program. @returns what it prints; throws with its output where it ends with another code than 0 */
export function run(program, args, { cwd, env = {} } = {}) {
  const done = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 28,
  });
  if (done.error?.code === "ENOENT") throw new NotHere(`${program} is not on this machine`);
  if (done.error) throw done.error;
  if (done.status === 0) return done.stdout;
  const said = `${done.stdout}${done.stderr}`.slice(-4_000);
  throw new Error(
    `${path.basename(program)} ${args.join(" ").slice(0, 200)} ended with ${done.status}.\n${said}`,
  );
}

/** @throws NotHere when one of these programs is not on this machine */
export function wanted(...programs) {
  for (const [program, ...args] of programs) run(program, args);
}

/** @returns the folder in which npm has put all packages */
export function npmFolder() {
  const folder = path.join(cache, "npm");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ type: "module", dependencies: packages }),
  );
  orNotHere(() => run("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder }));
  return folder;
}

/** @returns the path of OpenAPI Generator, which Java runs */
export async function generatorJar() {
  const file = path.join(cache, path.basename(generator.url));
  if (existsSync(file)) return file;
  const answer = await fetch(generator.url).catch(() => null);
  if (!answer?.ok) throw new NotHere(`Maven Central does not bring ${path.basename(file)}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const sha1 = createHash("sha1").update(bytes).digest("hex");
  if (sha1 !== generator.sha1) throw new Error(`${generator.url} is another file than it was: ${sha1}.`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, bytes);
  return file;
}

/** @returns the folder of a Python of its own, with these packages; `bin/python` runs it */
export function pythonFolder(name, requirements) {
  const folder = path.join(cache, name);
  wanted(["python3", "--version"]);
  orNotHere(() => {
    if (!existsSync(path.join(folder, "bin/pip"))) run("python3", ["-m", "venv", folder]);
    run(path.join(folder, "bin/pip"), ["install", "--quiet", ...requirements]);
  });
  return folder;
}

function orNotHere(bring) {
  try {
    return bring();
  } catch (error) {
    throw new NotHere(error.message);
  }
}
