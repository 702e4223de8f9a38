// What suites outside `npm test` need from npm, Maven Central, PyPI, crates.io and the Go proxy, each at one version. Nothing is installed
// on this machine: all of it is in `node_modules/.cache/callboard-suites`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./root.mjs";

const cache = path.join(root, "node_modules/.cache/callboard-suites");

/** Why a check is left out: what it needs is not here, which is no fault of Callboard's. */
export class NotHere extends Error {}

/** Runs a program. @returns what it prints; throws with its output where it ends with another code than 0 */
export function run(program, args, { cwd, env = {}, input } = {}) {
  const done = spawnSync(program, args, {
    cwd,
    input,
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

/** @returns a folder that stays, empty the first time */
export function cacheFolder(name) {
  const folder = path.join(cache, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** @returns the folder in which npm has put these packages; `packages` is versions by name */
export function npmFolder(name, packages) {
  const folder = cacheFolder(name);
  const wants = JSON.stringify({ type: "module", dependencies: packages });
  const brought = path.join(folder, "brought.json");
  if (existsSync(brought) && readFileSync(brought, "utf8") === wants) return folder;
  writeFileSync(path.join(folder, "package.json"), wants);
  orNotHere(() => run("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder }));
  writeFileSync(brought, wants);
  return folder;
}

/** @returns the path of one file of Maven Central, as it was when its hash was written down */
export async function mavenFile(name, { url, sha1 }) {
  const file = path.join(cacheFolder(name), path.basename(url));
  if (existsSync(file)) return file;
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) throw new NotHere(`Maven Central does not bring ${path.basename(file)}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const is = createHash("sha1").update(bytes).digest("hex");
  if (is !== sha1) throw new Error(`${url} is another file than it was: ${is}.`);
  writeFileSync(file, bytes);
  return file;
}

/** @returns the folder of a Python of its own, with these packages; `bin/python` runs it */
export function pythonFolder(name, requirements) {
  const folder = cacheFolder(name);
  wanted(["python3", "--version"]);
  orNotHere(() => {
    if (!existsSync(path.join(folder, "bin/pip"))) run("python3", ["-m", "venv", folder]);
    run(path.join(folder, "bin/pip"), ["install", "--quiet", ...requirements]);
  });
  return folder;
}

/** What a registry does not bring is not here, which is no fault of Callboard's. */
export function orNotHere(bring) {
  try {
    return bring();
  } catch (error) {
    throw new NotHere(error.message);
  }
}
