import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** `prepare` and what it imports. */
const modules = [
  "prepare",
  "build-use",
  "bundle",
  "elapsed",
  "installed-packages",
  "products",
  "root",
  "run",
];

let clone: string;
const ends: (() => Promise<unknown>)[] = [];

const at = (file: string) => path.join(clone, file);

function write(file: string, text: string) {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), text);
}

// A clone whose compilers write down of which source they made something.
beforeEach(() => {
  clone = mkdtempSync(path.join(tmpdir(), "prepare-"));
  mkdirSync(at("scripts"));
  for (const name of modules) copyFileSync(`scripts/${name}.mjs`, at(`scripts/${name}.mjs`));
  write("package.json", '{ "type": "module", "engines": { "node": ">=20.19" } }');
  write("package-lock.json", '{ "packages": {} }');
  write("node_modules/.package-lock.json", '{ "packages": {} }');
  write("prisma/schema.prisma", "");
  write("lib/source", "old");
  const copies = (...targets: string[]) =>
    targets
      .map(
        (target) =>
          `fs.mkdirSync(path.dirname("${target}"), { recursive: true }); fs.copyFileSync("lib/source", "${target}");`,
      )
      .join("\n");
  const requires = 'const fs = require("node:fs"); const path = require("node:path");';
  write("node_modules/prisma/build/index.js", `${requires}${copies("lib/db/generated/client")}`);
  write("node_modules/prisma/package.json", "{}");
  write("node_modules/next/dist/bin/next", `${requires}${copies(".next/BUILD_ID")}`);
  write("node_modules/next/package.json", "{}");
  write(
    "node_modules/esbuild/index.js",
    `import fs from "node:fs"; import path from "node:path";
    export async function build({ outdir }) {
      fs.mkdirSync(outdir, { recursive: true });
      fs.copyFileSync("lib/source", path.join(outdir, "supervisor.mjs"));
    }`,
  );
  write("node_modules/esbuild/package.json", '{ "type": "module", "main": "index.js" }');
});

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
  rmSync(clone, { recursive: true });
});

/** Prepares in a process of its own, which lives on where it `stays`; resolves when it has ended or is prepared. */
async function prepare(options: object, { stays = false } = {}) {
  const program = `const { prepare } = await import("./scripts/prepare.mjs");
    await prepare(${JSON.stringify(options)});
    ${stays ? 'console.log("prepared"); setInterval(() => {}, 1e6);' : ""}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: clone });
  const ended = once(child, "close");
  const end = () => {
    child.kill("SIGKILL");
    return ended;
  };
  ends.push(end);
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await Promise.race([once(child.stdout, "data"), ended]);
  return { pid: child.pid, said, exitCode: child.exitCode, end };
}

const start = () => prepare({ runs: true }, { stays: true });
const made = () => [".build/supervisor.mjs", ".next/BUILD_ID"].map((file) => readFileSync(at(file), "utf8"));

test("what a living Callboard runs from is not replaced, and who would is told which process to stop", async () => {
  const first = await start();
  expect(made()).toEqual(["old", "old"]);
  expect(await prepare({ runs: true })).toMatchObject({ exitCode: 0, said: "" });

  write("lib/source", "new");
  for (const options of [{ runs: true }, {}, { web: false }]) {
    expect(await prepare(options)).toMatchObject({
      exitCode: 1,
      said: `Callboard runs from this folder (process ${first.pid}), and the sources have changed since: to build now would break it. Stop it first, or use another clone.\n`,
    });
  }
  expect(made()).toEqual(["old", "old"]);
});

test("what goes with it runs as it was built, and development has a folder of its own", async () => {
  const first = await start();
  write("lib/source", "new");
  const attached = await prepare({ web: false, attaches: true });
  expect(attached.exitCode).toBe(0);
  expect(attached.said).toContain(`since Callboard (process ${first.pid}) was started here`);
  expect((await prepare({ dev: true })).exitCode).toBe(0);
  expect(readFileSync(at(".build-dev/supervisor.mjs"), "utf8")).toBe("new");
  expect(made()).toEqual(["old", "old"]);
});

test("packages are not installed anew under a living Callboard", async () => {
  await start();
  write("package-lock.json", '{ "packages": { "node_modules/pg": { "version": "8.0.0" } } }');
  const { exitCode, said } = await prepare({ dev: true });
  expect([exitCode, said]).toEqual([
    1,
    expect.stringContaining("to install its packages now would break it."),
  ]);
  expect((await prepare({ web: false, attaches: true })).exitCode).toBe(0);
  expect(existsSync(at("node_modules/next"))).toBe(true);
});

test("after it was killed the next start builds at once", async () => {
  await (await start()).end();
  write("lib/source", "new");
  await start();
  expect(made()).toEqual(["new", "new"]);
});
