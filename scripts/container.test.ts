import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import http from "node:http";
import semver from "semver";
import { expect, onTestFinished, test } from "vitest";
import { settingNames } from "@/lib/config";
import { listenHere } from "@/lib/testing/ports";
import { read } from "./docs-pages";
import { hasAll } from "./installed-packages.mjs";

/** No container runtime is needed: what the files name is there, and the same everywhere. */

const containerfile = read("Containerfile");
const compose = read("compose.yml");
const packageJson = JSON.parse(read("package.json"));

test("the image is of a Node that Callboard supports, and the one that the docs recommend", () => {
  const images = [...containerfile.matchAll(/^FROM node:(\d+)-slim/gm)].map(([, major = ""]) => major);
  expect(images).toHaveLength(2);
  expect(new Set(images).size).toBe(1);
  expect(semver.satisfies(`${images[0]}.0.0`, packageJson.engines.node)).toBe(true);
  for (const page of ["README.md", "docs/operations.md"]) expect(read(page)).toContain(`${images[0]} LTS`);
});

test("the image runs what `npm start` does, as no superuser, and is asked whether it lives", () => {
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(containerfile)?.[1] ?? "[]");
  expect(`exec ${command.join(" ")}`).toBe(packageJson.scripts.start);
  expect(containerfile.indexOf("USER node")).toBeGreaterThan(containerfile.lastIndexOf("FROM "));
  expect(containerfile).toContain("/api/health/live");
  expect(existsSync("app/api/health/live/route.ts")).toBe(true);
});

test("the image is asked at the port that it is given, and is well while the web process answers", async () => {
  const [command = "", ...args]: string[] = JSON.parse(
    /^ {2}CMD (\[.*\])$/m.exec(containerfile)?.[1] ?? "[]",
  );
  const asked: string[] = [];
  let status = 200;
  const web = http.createServer(({ url = "" }, answer) => {
    asked.push(url);
    answer.writeHead(status).end();
  });
  const port = await listenHere(web);
  onTestFinished(() => void web.close());
  const ask = async () => {
    const child = spawn(command, args, { env: { ...process.env, PORT: String(port) }, stdio: "inherit" });
    const [code] = await once(child, "exit");
    return code;
  };
  expect(await ask()).toBe(0);
  status = 503;
  expect(await ask()).toBe(1);
  expect(asked).toEqual(["/api/health/live", "/api/health/live"]);
});

test("what is copied is there, and of documentation the receivers alone, and nothing of tests or secrets is", () => {
  const copied = [...containerfile.matchAll(/^COPY (?!--)(.*) \.\/?$/gm)].flatMap(([, names = ""]) =>
    names.split(" "),
  );
  const kept = [...read(".containerignore").matchAll(/^!(.*)$/gm)].map(([, name = ""]) => name);
  for (const name of [...copied, ...kept])
    expect([name, existsSync(name.replace(/\/\*.*/, ""))]).toEqual([name, true]);
  // A screen shows the receivers.
  expect(kept.splice(kept.indexOf("docs/receivers/*eceiver.*"), 1)).toEqual(["docs/receivers/*eceiver.*"]);
  expect(read(".containerignore")).toMatch(/^\*$/m);
  expect(kept.filter((name) => /^(\.env|\.data|docs|e2e|bench|findings|node_modules)/.test(name))).toEqual(
    [],
  );
  // What a start makes and compares is made of these alone.
  const inputs = [...read("scripts/products.mjs").matchAll(/^ {6}"([\w.-]+)",$/gm)].map(
    ([, name = ""]) => name,
  );
  expect(inputs).toContain("app");
  expect(inputs.filter((name) => existsSync(name) && !kept.includes(name))).toEqual([]);
});

test("compose.yml sets settings that there are, and gives calls under way their time", () => {
  const own = compose.slice(0, compose.indexOf("\n  database:\n"));
  const set = [...own.matchAll(/^ {6}([A-Z_]+): /gm)].map(([, name = ""]) => name);
  expect(set).toContain("DATABASE_URL");
  expect(set.filter((name) => !settingNames.includes(name))).toEqual([]);
  expect(Number(/stop_grace_period: (\d+)s/.exec(own)?.[1])).toBeGreaterThanOrEqual(15);
  expect(own).toContain("dockerfile: Containerfile");
  // podman-compose 1.0 hands `${NAME:?}` and `${NAME:-}` on as they stand.
  expect(compose).not.toMatch(/\$\{\w+:?[?-]\}/);
});

test("the lockfile's packages that are not for development do to start: nothing they need is left out", () => {
  const listed = execFileSync("git", ["ls-files", "lib/supervise", "lib/dispatch", "lib/web", "lib/db"], {
    encoding: "utf8",
  });
  const sources = listed.split("\n").filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file));
  const imported = sources.flatMap((file) =>
    [...read(file).matchAll(/from "([^"./@][^"]*|@[^"/]+\/[^"/]+)[^"]*"/g)].map(([, name = ""]) => name),
  );
  const names = imported
    .filter((name) => !name.startsWith("node:") && !name.startsWith("@/"))
    .map((name) => (name.startsWith("@") ? name : (name.split("/")[0] ?? "")));
  expect(names).toContain("pg");
  expect([...new Set(names)].filter((name) => !(name in packageJson.dependencies))).toEqual([]);
});

test("in production a start finds its packages complete without those for development, and else does not", () => {
  const wanted: Parameters<typeof hasAll>[1] = JSON.parse(read("package-lock.json")).packages;
  const production = Object.fromEntries(Object.entries(wanted).filter(([, { dev }]) => !dev));
  expect(hasAll(production, wanted, true)).toBe(true);
  expect(hasAll(production, wanted, false)).toBe(false);
  const { "node_modules/pg": _, ...withoutPg } = production;
  expect(hasAll(withoutPg, wanted, true)).toBe(false);
});
