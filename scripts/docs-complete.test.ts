import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { operations } from "@/lib/api/operations";
import { settingNames } from "@/lib/config";
import { filesUnder, pages, proseOf, read } from "./docs-pages";

/** What there is, the documentation names, in one place. */

/** Variables that people set nowhere, and who sets them. */
const unsettable: Record<string, string> = {
  PATH: "the system",
  SystemRoot: "Windows",
  NODE_ENV: "our scripts",
  NEXT_RUNTIME: "Next",
  NEXTAUTH_URL: "the web app, for next-auth",
  CALLBOARD_BUILD_ID: "scripts/products.mjs, for the build",
  CALLBOARD_SUPERVISOR: "the supervisor, for its children",
  TEST_PARALLEL_INDEX: "Playwright",
  E2E_ALL: "npm test",
  E2E_LOGS: "the browser tests' setup",
  E2E_SECRETS: "the browser tests' setup",
  E2E_SERVERS: "the browser tests' setup",
  E2E_SETUP_URL: "the browser tests' setup",
  BENCH_RECEIVER: "the benchmark, for its programs",
  BENCH_IN_FLIGHT: "the benchmark, for its programs",
  BENCH_ENDPOINTS: "the benchmark, for its programs",
  BENCH_RECORD: "the benchmark, for its programs",
  BENCH_BOUNDED: "the benchmark, for its programs",
  CALLBOARD_SECRET: "the example that a screen shows",
};

const sources = [
  ...["app", "bench", "components", "docs", "e2e", "lib", "prisma", "scripts"].flatMap(filesUnder),
  ...[
    "instrumentation.ts",
    "next.config.js",
    "playwright.config.ts",
    "prisma.config.ts",
    "proxy.ts",
    "vitest.config.ts",
  ],
].filter((file) => /\.(ts|tsx|mjs|js|go|py|php|cs|sh)$/.test(file) && !file.endsWith(".test.ts"));

const reads = [
  /process\.env\??\.(\w+)/g,
  /process\.env\["(\w+)"\]/g,
  /wholeNumber\("(\w+)"/g,
  /(?:[Gg]etenv|GetEnvironmentVariable)\(["'](\w+)["']/g,
  /os\.environ(?:\.get\(|\[)"(\w+)"/g,
  /"\$(?:\{)?([A-Z][A-Z_]+)/g,
];

/** The names that a file reads from its environment. */
function variablesOf(file: string): string[] {
  const text = read(file);
  const patterns = file.endsWith(".sh") ? reads : reads.slice(0, -1);
  const plain = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
  const taken = [...text.matchAll(/\{([^{}]*)\} = process\.env\b/g)].flatMap(([, names = ""]) =>
    names.split(",").map((name) => name.split(":")[0]?.trim() ?? ""),
  );
  return [...plain, ...taken].filter((name) => name !== "" && name !== "_");
}

/** A variable is documented where an item of a list begins with it. */
const documented = pages.flatMap((page) =>
  [...proseOf(page).matchAll(/^- ((?:(?:, | and )?`[A-Z][A-Z_]+`)+):/gm)].flatMap(([, names = ""]) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  ),
);

test("every environment variable that the code reads is documented, in one place, and no other is", () => {
  const known = new Set([...settingNames, ...sources.flatMap(variablesOf)]);
  for (const name of ["PORT", "BENCH_ROUNDS", "CHROMIUM_PATH", "WEBHOOK_SECRET", "CALLBOARD_TOKEN"]) {
    expect(known).toContain(name);
  }
  const wanted = [...known].filter((name) => !(name in unsettable));
  expect(documented.toSorted()).toEqual(wanted.toSorted());
  expect(Object.keys(unsettable).filter((name) => !known.has(name))).toEqual([]);
});

test("a page names no environment variable that nothing reads", () => {
  const known = new Set([
    ...documented,
    ...Object.keys(unsettable),
    "APP_SECRET",
    "NODE_OPTIONS",
    "NODE_EXTRA_CA_CERTS",
    "MALLOC_ARENA_MAX",
    "HTTPS_PROXY",
  ]);
  const named = pages
    .filter((page) => !page.startsWith("docs/decisions/"))
    .flatMap((page) => [...proseOf(page).matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`/g)])
    .map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test("docs/architecture.md has one line for each folder", () => {
  const isFolder = (folder: string) => statSync(folder).isDirectory();
  const there = ["lib", "app", "components"].flatMap((room) =>
    readdirSync(room)
      .map((name) => path.join(room, name))
      .filter(isFolder),
  );
  const lines = [...read("docs/architecture.md").matchAll(/^- `((?:lib|app|components)\/.+)\/`: /gm)];
  expect(lines.map(([, folder]) => folder).toSorted()).toEqual(there.toSorted());
  const roots = readdirSync(".").filter(
    (name) => isFolder(name) && !/^(\.|node_modules$|test-results$|playwright)/.test(name),
  );
  for (const folder of roots) expect(read("docs/architecture.md")).toContain(`${folder}/`);
});

test("docs/api.md names every operation, and no other", () => {
  const named = [...read("docs/api.md").matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/api\/[^`?]*)`/g)];
  const there = operations.map(({ method, path }) => `${method} ${path}`);
  expect(named.map(([, method, at]) => `${method} ${at}`).toSorted()).toEqual(there.toSorted());
});

test("docs/dependencies.md says of every package why it is here, and of no other", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json"));
  const there = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !name.startsWith("@types/"),
  );
  const named = [...proseOf("docs/dependencies.md").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const others = ["package.json", "scripts/floors.test.ts", "@types/", "npm ci", "npm test"];
  expect(named.filter((name) => !others.includes(name)).toSorted()).toEqual(there.toSorted());
});

test("docs/README.md leads to every page", () => {
  const index = read("docs/README.md");
  const led = pages.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
  const missing = led.filter(
    (page) => !page.startsWith("docs/decisions/") && !index.includes(`](${path.relative("docs", page)})`),
  );
  expect(missing).toEqual([]);
  expect(index).toContain("](decisions)");
});
