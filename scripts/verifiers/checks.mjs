// Each of what `npm run test:verifiers` runs, by name: given an empty folder and `calls`, which makes calls of this minute, it says what
// held, throws where that does not, and throws NotHere where what it needs is not on this machine.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, mavenFile, npmFolder, orNotHere, pythonFolder, run, wanted } from "../bring.mjs";
import { root } from "../root.mjs";
import {
  crates,
  goModules,
  jars,
  npmPackages,
  pythonPackages,
  receiverCrates,
  receiverJars,
} from "./pins.mjs";
import { proxies, queriesThrough } from "./proxies.mjs";

const here = import.meta.dirname;
const names = ["standardwebhooks", "svix"];

export const checks = {
  npm: async ({ calls }) => {
    const folder = npmFolder("verifiers", npmPackages);
    copyFileSync(path.join(here, "verify.mjs"), path.join(folder, "verify.mjs"));
    return eachVerifies(
      calls,
      (name) => [process.execPath, ["verify.mjs", name], { cwd: folder }],
      npmPackages,
    );
  },
  pypi: async ({ calls }) => {
    const folder = pythonFolder(
      "verifiers-python",
      Object.entries(pythonPackages).map((one) => one.join("==")),
    );
    const python = path.join(folder, "bin/python");
    return eachVerifies(calls, (name) => [python, [path.join(here, "verify.py"), name]], pythonPackages);
  },
  go: async ({ calls }) => {
    wanted(["go", "version"]);
    const folder = cacheFolder("verifiers-go");
    copyFileSync(path.join(here, "verify.go.txt"), path.join(folder, "main.go"));
    const requires = Object.values(goModules).map((one) => `require ${one}\n`);
    writeFileSync(path.join(folder, "go.mod"), `module verify\ngo 1.22\n${requires.join("")}`);
    orNotHere(() => run("go", ["mod", "tidy"], { cwd: folder }));
    run("go", ["build", "-o", "verify", "."], { cwd: folder });
    return eachVerifies(calls, (name) => [path.join(folder, "verify"), [name]], goModules);
  },
  crates: async ({ calls }) => {
    const folder = cargoFolder("verifiers-rust", crates);
    mkdirSync(path.join(folder, "src"), { recursive: true });
    copyFileSync(path.join(here, "verify.rs"), path.join(folder, "src/main.rs"));
    run("cargo", ["build", "--quiet"], { cwd: folder });
    return eachVerifies(calls, (name) => [path.join(folder, "target/debug/suite"), [name]], crates);
  },
  maven: async ({ calls, folder }) => {
    wanted(["javac", "--version"]);
    mkdirSync(folder);
    for (const jar of Object.values(jars)) await mavenFile("verifiers-java", jar);
    const brought = path.join(cacheFolder("verifiers-java"), "*");
    run("javac", ["-cp", brought, "-d", folder, path.join(here, "Verify.java")]);
    const classpath = [folder, brought].join(path.delimiter);
    return eachVerifies(calls, (name) => ["java", ["-cp", classpath, "Verify", name]], jars);
  },
  receivers: async () => {
    wanted(["javac", "--version"]);
    const libraries = cacheFolder("receivers");
    for (const jar of receiverJars) await mavenFile("receivers/java", jar);
    cargoFolder("receivers/rust", receiverCrates);
    const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
    run(process.execPath, [vitest, "run", "lib/net/receivers.test.ts"], {
      cwd: root,
      env: { RECEIVER_LIBRARIES: libraries, CI: "1" },
    });
    return "those in Java and Rust, as `npm test` runs the others";
  },
  ...Object.fromEntries(
    Object.keys(proxies).map((name) => [
      name,
      ({ calls, folder }) => queriesThrough(name, { calls, folder }),
    ]),
  ),
};

/** @param commandOf the program, its arguments and how it is run, by the name of the library */
function eachVerifies(calls, commandOf, versions) {
  const made = calls();
  const input = made
    .map(({ headers, secret, query }) => [...Object.values(headers), secret, query].join("\t"))
    .join("\n");
  for (const name of names) {
    const [program, args, options = {}] = commandOf(name);
    run(program, args, { ...options, input });
  }
  const version = (one) => /\d+\.\d+\.\d+/.exec(typeof one === "string" ? one : path.basename(one.url))?.[0];
  const verified = names.map((name) => `${name} ${version(versions[name])}`).join(" and ");
  return `${verified} verify ${made.length.toLocaleString("en-US")} calls, and none that is altered`;
}

/** A folder in which `cargo build` makes the program "suite", and others under src/bin, with these crates. */
function cargoFolder(name, dependencies) {
  wanted(["cargo", "--version"]);
  const folder = cacheFolder(name);
  const lines = Object.entries(dependencies).map((one) => `${one[0]} = "${one[1]}"`);
  writeFileSync(
    path.join(folder, "Cargo.toml"),
    `[package]\nname = "suite"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n${lines.join("\n")}\n`,
  );
  return folder;
}
