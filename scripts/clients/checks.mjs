// Each of what `npm run test:clients` runs, by name: given the document, an empty folder and the environment of a client, it says what
// held, throws where that does not, and throws NotHere where what it needs is not on this machine.
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pythonFolder, run, wanted } from "../bring.mjs";
import { clientTools, generatorJar } from "./bring.mjs";
import { useClient } from "./client.mjs";

const here = import.meta.dirname;
const used = "generated, compiled, and used: create, list, a 422 decoded";

export const checks = {
  client: useClient,
  "openapi-typescript": async ({ document, folder, env }) => {
    const npm = typescriptFolder(folder, "openapi-fetch.ts.txt");
    run(npm("openapi-typescript"), [document, "-o", "api.d.ts"], { cwd: folder });
    return useTypescript(folder, npm, env);
  },
  "hey-api": async ({ document, folder, env }) => {
    const npm = typescriptFolder(folder, "hey-api.ts.txt");
    run(npm("openapi-ts"), ["-i", document, "-o", "generated"], { cwd: folder });
    return useTypescript(folder, npm, env);
  },
  "typescript-fetch": async ({ document, folder, env }) => {
    const npm = typescriptFolder(folder, "typescript-fetch.ts.txt");
    await generate("typescript-fetch", document, path.join(folder, "generated"));
    return useTypescript(folder, npm, env);
  },
  go: async ({ document, folder, env }) => {
    wanted(["go", "version"]);
    await generate("go", document, folder, ["--additional-properties=packageName=callboard", ...goModule]);
    mkdirSync(path.join(folder, "use"));
    copyFileSync(path.join(here, "use.go.txt"), path.join(folder, "use/main.go"));
    run("go", ["vet", "."], { cwd: folder });
    run("go", ["run", "./use"], { cwd: folder, env });
    return used;
  },
  java: async ({ document, folder, env }) => {
    wanted(["mvn", "--version"]);
    await generate("java", document, folder);
    copyFileSync(path.join(here, "Use.java"), path.join(folder, "src/main/java/Use.java"));
    const goals = ["compile", "dependency:build-classpath", "-Dmdep.outputFile=classpath.txt"];
    run("mvn", ["--quiet", "--batch-mode", ...goals], { cwd: folder });
    const classpath = readFileSync(path.join(folder, "classpath.txt"), "utf8");
    run("java", ["-cp", `target/classes:${classpath}`, "Use"], { cwd: folder, env });
    return used;
  },
  python: async ({ document, folder, env }) => {
    const python = pythonFolder("python", ["urllib3>=2.7,<3", "python-dateutil>=2.8.2", "pydantic>=2.11"]);
    await generate("python", document, folder);
    run(path.join(python, "bin/python"), [path.join(here, "use.py")], {
      env: { ...env, PYTHONPATH: folder },
    });
    return used;
  },
  csharp: async ({ document, folder }) => {
    await generate("csharp", document, folder);
    wanted(["dotnet", "--version"]);
    run("dotnet", ["build", "src/Org.OpenAPITools"], { cwd: folder });
    return "generated and compiled";
  },
  redocly: async ({ document, folder }) => {
    const npm = typescriptFolder(folder);
    run(npm("redocly"), ["lint", "--extends", "recommended", document], { cwd: folder });
    return "no error";
  },
  spectral: async ({ document, folder }) => {
    const npm = typescriptFolder(folder);
    writeFileSync(path.join(folder, ".spectral.yaml"), 'extends: ["spectral:oas"]\n');
    run(npm("spectral"), ["lint", "--fail-severity", "error", document], { cwd: folder });
    return "no error";
  },
  schemathesis: async ({ folder, env }) => {
    const python = pythonFolder("schemathesis", ["schemathesis==4.32.5"]);
    mkdirSync(folder);
    for (const file of ["schemathesis.toml", "schemathesis_hooks.py"]) {
      copyFileSync(path.join(here, file), path.join(folder, file));
    }
    const authorization = `Authorization: Bearer ${env.CALLBOARD_TOKEN}`;
    const how = ["--checks", "all", "--max-examples", "10", "--seed", "1", "--no-color", "-H", authorization];
    run(
      path.join(python, "bin/st"),
      ["--config-file", "schemathesis.toml", "run", `${env.CALLBOARD_URL}/api/openapi.json`, ...how],
      { cwd: folder },
    );
    return "all checks, no failure";
  },
};

const goModule = ["--git-user-id", "example", "--git-repo-id", "callboard"];

/** A folder with the packages of npm and, as `use.ts`, a program. @returns the path of a program of npm's, by its name */
function typescriptFolder(folder, program) {
  const npm = clientTools();
  mkdirSync(folder);
  symlinkSync(path.join(npm, "node_modules"), path.join(folder, "node_modules"));
  writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
  if (program) copyFileSync(path.join(here, program), path.join(folder, "use.ts"));
  return (name) => path.join(npm, "node_modules/.bin", name);
}

function useTypescript(folder, npm, env) {
  const target = [
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--lib",
    "es2023,dom,dom.iterable",
  ];
  run(npm("tsc"), ["--noEmit", "--strict", ...target, "--types", "node", "use.ts"], { cwd: folder });
  run(npm("esbuild"), ["use.ts", "--bundle", "--platform=node", "--format=esm", "--outfile=use.mjs"], {
    cwd: folder,
  });
  run(process.execPath, ["use.mjs"], { cwd: folder, env });
  return used;
}

/** Runs OpenAPI Generator, which is one Java program for all languages. */
async function generate(language, document, folder, more = []) {
  wanted(["java", "--version"]);
  const jar = await generatorJar();
  run("java", [
    "-XX:TieredStopAtLevel=1",
    "-jar",
    jar,
    "generate",
    "-g",
    language,
    "-i",
    document,
    "-o",
    folder,
    ...more,
  ]);
}
