import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkImports } from "./check-imports";
import { filesUnder } from "./docs-pages";
import { free, rooms } from "./import-directions";

/** Forbidden imports, planted in a folder laid out like the repository: each is refused, by the row that is named. */

const browser = "what runs in a browser";

/** File, what it imports, and the row that refuses it. */
const forbidden: [file: string, imported: string, row: string][] = [
  ["app/page.tsx", "@/lib/db/pool", "app/**"],
  ["app/page.tsx", "@/lib/net/send", "app/**"],
  ["app/page.tsx", "@/lib/dispatch/loop", "app/**"],
  ["app/page.tsx", "@/lib/testing/receiver", "app/**"],
  ["app/page.tsx", "../lib/db/pool", "app/**"],
  ["components/a.tsx", "@/app/page", "components/**"],
  ["components/a.tsx", "@/lib/db/pool", "components/**"],
  ["components/a.tsx", "@/lib/config", "components/**"],
  ["components/a.tsx", "@/lib/deliveries/overview", "components/**"],
  ["components/a.tsx", "@/lib/webhooks/save", "components/**"],
  ["components/a.tsx", "@/lib/web/action", "components/**"],
  ["components/a.tsx", "@/lib/net/send", "components/**"],
  ["components/a.tsx", "node:fs", "components/**"],
  ["components/a.tsx", "fs", "components/**"],
  ["components/a.tsx", "pg", "components/**"],
  ["components/a.tsx", "next/headers", "components/**"],
  ["lib/zero.ts", "@/lib/db/pool", "lib/*"],
  ["lib/zero.ts", "@/lib/webhooks/save", "lib/*"],
  ["lib/zero.ts", "./db/pool", "lib/*"],
  ["lib/db/a.ts", "@/lib/events/record", "lib/db/**"],
  ["lib/auth/a.ts", "@/lib/users/administer", "lib/auth/**"],
  ["lib/attempts/a.ts", "@/lib/dispatch/loop", "lib/attempts/**"],
  ["lib/stats/a.ts", "@/lib/deliveries/list", "lib/stats/**"],
  ["lib/audit/a.ts", "@/lib/webhooks/save", "lib/audit/**"],
  ["lib/events/a.ts", "@/lib/instances/change", "lib/events/**"],
  ["lib/monitoring/a.ts", "@/lib/dispatch/metrics", "lib/monitoring/**"],
  ["lib/api/a.ts", "@/lib/events/record", "lib/api/**"],
  ["lib/instances/a.ts", "@/lib/webhooks/save", "lib/instances/**"],
  ["lib/sessions/a.ts", "@/lib/users/administer", "lib/sessions/**"],
  ["lib/tokens/a.ts", "@/lib/sessions/list", "lib/tokens/**"],
  ["lib/users/a.ts", "@/lib/tokens/list", "lib/users/**"],
  ["lib/reconciliation/a.ts", "@/lib/deliveries/list", "lib/reconciliation/**"],
  ["lib/cancellations/a.ts", "@/lib/webhooks/save", "lib/cancellations/**"],
  ["lib/deliveries/a.ts", "@/lib/endpoints/resume", "lib/deliveries/**"],
  ["lib/deliveries/a.ts", "@/lib/dispatch/loop", "lib/deliveries/**"],
  ["lib/endpoints/a.ts", "@/lib/webhooks/save", "lib/endpoints/**"],
  ["lib/webhooks/a.ts", "@/lib/deliveries/resend", "lib/webhooks/**"],
  ["lib/webhooks/a.ts", "@/lib/web/action", "lib/webhooks/**"],
  ["lib/webhooks/a.ts", "@/components/ui/button", "lib/webhooks/**"],
  ["lib/webhooks/a.ts", "react", "lib/webhooks/**"],
  ["lib/webhooks/a.ts", "next/cache", "lib/webhooks/**"],
  ["lib/dispatch/a.ts", "@/lib/webhooks/save", "lib/dispatch/**"],
  ["lib/dispatch/a.ts", "@/lib/endpoints/suspend", "lib/dispatch/**"],
  ["lib/dispatch/claim/a.ts", "@/lib/deliveries/resend", "lib/dispatch/**"],
  ["lib/dispatch/claim/a.ts", "../../webhooks/save", "lib/dispatch/**"],
  ["lib/dispatch/claim/a.ts", "./../../webhooks/save", "lib/dispatch/**"],
  ["lib/dispatch/claim/a.ts", "@/lib/dispatch/../webhooks/save", "lib/dispatch/**"],
  ["lib/dispatch/claim/a.ts", "react", "lib/dispatch/**"],
  ["lib/installation/a.ts", "@/lib/deliveries/resend", "lib/installation/**"],
  ["lib/web/a.ts", "@/lib/webhooks/save", "lib/web/**"],
  ["lib/web/a.ts", "@/app/page", "lib/web/**"],
  ["lib/admin/a.ts", "@/lib/testing/receiver", "programs"],
  ["prisma/seed.ts", "@/app/page", "programs"],
  ["proxy.ts", "@/lib/users/administer", "what Next starts"],
  ["lib/webhooks/schema.ts", "@/lib/db/pool", browser],
  ["lib/webhooks/schema.ts", "./save", browser],
  ["lib/webhooks/differences.ts", "./actions", browser],
  ["lib/deliveries/view.ts", "@/lib/config", browser],
  ["lib/auth/permissions.ts", "@/lib/log", browser],
  ["lib/auth/permissions.ts", "node:crypto", browser],
  ["lib/reconciliation/view.tsx", "@/lib/db/pool", browser],
  ["lib/callback/a.mjs", "@/lib/net/send", "lib/callback/**"],
  ["lib/callback/a.ts", "@/lib/db/pool", "lib/callback/**"],
  ["lib/callback/a.ts", "@/lib/net/send", "lib/callback/**"],
  ["lib/callback/a.ts", "@/lib/config", "lib/callback/**"],
  ["lib/callback/a.ts", "node:crypto", "lib/callback/**"],
  ["lib/callback/a.ts", "pg", "lib/callback/**"],
  ["lib/net/a.ts", "@/lib/db/pool", "lib/net/**"],
  ["lib/net/a.ts", "@/lib/endpoints/secret-box", "lib/net/**"],
  ["lib/notices/a.ts", "@/lib/webhooks/save", "lib/notices/**"],
  ["lib/address/a.ts", "@/lib/callback/url-rules", "lib/address/**"],
  ["lib/address/a.ts", "@/lib/duration", "lib/address/**"],
  ["lib/address/a.ts", "node:net", "lib/address/**"],
];

/** Imports that a row lists, or that are within one room. */
const permitted: [file: string, imported: string][] = [
  ["app/permitted.tsx", "@/lib/webhooks/save"],
  ["app/permitted.tsx", "@/components/ui/button"],
  ["components/permitted.tsx", "@/lib/webhooks/schema"],
  ["components/permitted.tsx", "./ui/button"],
  ["lib/dispatch/claim/permitted.ts", "@/lib/dispatch/state"],
  ["lib/dispatch/claim/permitted.ts", "@/lib/endpoints/secret-box"],
  ["lib/net/permitted.ts", "@/lib/address/ports"],
  ["lib/address/permitted.ts", "./ports"],
  ["lib/dispatch/flow.test.ts", "@/lib/webhooks/save"],
  ["e2e/a.ts", "@/lib/testing/receiver"],
];

const ways: [way: string, write: (imported: string) => string][] = [
  ["import", (imported) => `import { a } from "${imported}";`],
  ["import type", (imported) => `import type { a } from "${imported}";`],
  ["export from", (imported) => `export { a } from "${imported}";`],
  ["import()", (imported) => `export const a = () => import("${imported}");`],
];

const folder = mkdtempSync(path.join(tmpdir(), "callboard-imports-"));
afterAll(() => rmSync(folder, { recursive: true }));

function plant(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

/** What Biome says of each file's lines: `lib/net/a.ts:1` and the sentence. */
const said = new Map<string, string>();
const planted = new Map<string, string[]>();
const lineOf = (file: string, imported: string) =>
  `${file}:${(planted.get(file) ?? []).indexOf(`import "${imported}";`) + 1}`;

beforeAll(() => {
  mkdirSync(path.join(folder, "node_modules"));
  for (const [file, imported] of [...forbidden, ...permitted]) {
    planted.set(file, [...(planted.get(file) ?? []), `import "${imported}";`]);
  }
  for (const [file, lines] of planted) plant(file, `${lines.join("\n")}\n`);
  plant("lib/address/ways.ts", ways.map(([, write]) => write("@/lib/db/pool")).join("\n"));
  const options = ["--reporter=json", "--max-diagnostics=none"];
  const { stdout } = checkImports(folder, options, "pipe");
  for (const { message, location } of JSON.parse(String(stdout)).diagnostics) {
    said.set(`${location.path}:${location.start.line}`, message);
  }
});

test.each(forbidden)("%s may not import %s: %s", (file, imported, row) => {
  expect(said.get(lineOf(file, imported))?.startsWith(`${row}: `)).toBe(true);
});

test.each(permitted)("%s may import %s", (file, imported) => {
  expect(said.get(lineOf(file, imported))).toBeUndefined();
});

test.each(ways)("a forbidden `%s` is refused like any other", (way) => {
  const line = ways.findIndex(([one]) => one === way) + 1;
  expect(said.get(`lib/address/ways.ts:${line}`)).toMatch(/^lib\/address/);
});

test("every row of the table refuses something here", () => {
  const refusing = new Set(forbidden.map(([, , row]) => row));
  const rows = rooms.map(({ name, files }) => name ?? files.join(", "));
  expect(rows.filter((name) => !refusing.has(name))).toEqual([]);
});

const sources = ["app", "components", "lib", "prisma", "scripts", "e2e"]
  .flatMap(filesUnder)
  .filter((file) => /\.tsx?$/.test(file));

/** Whether a pattern of the table names a file. */
function names(pattern: string, file: string): boolean {
  const any: Record<string, string> = { "**/": "(.+/)?", "**": ".+", "*": "[^/]+" };
  const expression = pattern.replace(/\*\*\/|\*\*|\*|\./g, (part) => any[part] ?? "\\.");
  return new RegExp(`^${expression}$`).test(file.replace(/\.tsx?$/, ""));
}

test("every file is in a row, or free", () => {
  const patterns = [...rooms.flatMap(({ files }) => files), ...free];
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.filter((file) => !patterns.some((pattern) => names(pattern, file)))).toEqual([]);
});

const excepted = rooms.flatMap(({ files, except = {} }) => Object.keys(except).map((at) => ({ at, files })));

test.each(excepted)("the exception for $at is needed by $files", ({ at, files }) => {
  const judged = sources.filter(
    (file) => files.some((pattern) => names(pattern, file)) && !free.some((pattern) => names(pattern, file)),
  );
  expect(judged.filter((file) => readFileSync(file, "utf8").includes(`"@/${at}"`))).not.toEqual([]);
});

test("nobody silences the rule in a comment", () => {
  const others = sources.filter((file) => !file.startsWith("scripts/"));
  const silenced = others.filter((file) =>
    /biome-ignore.*(noRestrictedImports|noImportCycles)/.test(readFileSync(file, "utf8")),
  );
  expect(silenced).toEqual([]);
});

test("a cycle of files is refused, also one of types and one through the root", () => {
  for (const file of ["biome.json", "tsconfig.json", "package.json", ".gitignore"]) {
    copyFileSync(file, path.join(folder, file));
  }
  plant("lib/net/one.ts", 'import { two } from "@/lib/net/two";\nexport const one = () => two;\n');
  plant("lib/net/two.ts", 'import type { three } from "./three";\nexport const two = {} as typeof three;\n');
  plant("lib/net/three.ts", 'import { one } from "@/lib/net/one";\nexport const three = one;\n');
  const biome = path.resolve("node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--only=suspicious/noImportCycles", "--reporter=json", "lib/net"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  const refused = JSON.parse(stdout).diagnostics.map(
    ({ location }: { location: { path: string } }) => location.path,
  );
  expect(refused.toSorted()).toEqual(["lib/net/one.ts", "lib/net/three.ts", "lib/net/two.ts"]);
});
