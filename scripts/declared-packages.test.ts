import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { filesUnder } from "./docs-pages";

/** What is imported is declared where it is imported: `npm run lint` holds it by Biome's rule, and this holds the rule. */

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** Imports that Biome refuses in a folder that has these files and the repository's rules: "lib/a.ts: openid-client". */
function refusedIn(
  files: Record<string, string>,
  rules: string,
  manifest = manifestOf("package.json"),
): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "callboard-packages-"));
  made.push(folder);
  for (const file of ["tsconfig.json", ".gitignore"]) copyFileSync(file, path.join(folder, file));
  const all = { ...files, "biome.json": rules, "package.json": JSON.stringify(manifest) };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const biome = path.resolve("node_modules/@biomejs/biome/bin/biome");
  const options = [
    "--only=correctness/noUndeclaredDependencies",
    "--max-diagnostics=none",
    "--reporter=json",
  ];
  const { stdout } = spawnSync(process.execPath, [biome, "lint", ...options, "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { message: string; location: { path: string } }[];
  };
  return diagnostics
    .map(({ message, location }) => `${location.path}: ${/Dependency (\S+) /.exec(message)?.[1] ?? message}`)
    .toSorted();
}

type Manifest = { dependencies: Record<string, string>; devDependencies?: Record<string, string> };
const manifestOf = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8"));
const rules = readFileSync("biome.json", "utf8");

test("a package that only another one brings is refused, in whatever way it is imported", () => {
  const imports = {
    "lib/web/a.ts": 'import { a } from "jose";',
    "lib/web/b.test.ts": 'import "jose";',
    "app/a.tsx": 'import type { a } from "jose/jwt";',
    "components/a.tsx": 'export const a = () => import("jose");',
    "e2e/a.spec.ts": 'export { a } from "jose";',
    "scripts/a.mjs": 'export const a = import("jose");',
    "next.config.js": 'import "jose";',
  };
  expect(refusedIn(imports, rules)).toEqual(
    Object.keys(imports)
      .map((file) => `${file}: jose`)
      .toSorted(),
  );
});

test("what only tests and tools may have is refused in the product, which runs without it", () => {
  const tools = ["lib/testing/a.ts", "lib/a.test.ts", "e2e/a.ts", "scripts/a.ts", "vitest.config.ts"];
  const product = ["app/a.tsx", "components/a.tsx", "lib/web/a.ts", "proxy.ts"];
  const importing = Object.fromEntries([...tools, ...product].map((file) => [file, 'import "semver";']));
  expect(refusedIn(importing, rules)).toEqual(product.map((file) => `${file}: semver`).toSorted());
});

/** Node looks for what it imports in its own folder's packages, then in the product's: Biome knows the nearest manifest alone. */
test("what the benchmarks import is declared by them or by the product", () => {
  const files = Object.fromEntries(
    filesUnder("bench")
      .filter((file) => /\.(m?[jt]s|tsx)$/.test(file))
      .map((file) => [file, readFileSync(file, "utf8")]),
  );
  expect(Object.keys(files).length).toBeGreaterThan(20);
  const [bench, root] = [manifestOf("bench/package.json"), manifestOf("package.json")];
  const both = {
    dependencies: { ...root.dependencies, ...root.devDependencies, ...bench.dependencies },
  };
  const { overrides: _, ...withBench } = JSON.parse(rules);
  const planted = { ...files, "bench/planted.ts": 'import "jose";' };
  expect(refusedIn(planted, JSON.stringify(withBench), both)).toEqual(["bench/planted.ts: jose"]);
});

test("nobody silences the rule in a comment", () => {
  const sources = ["app", "components", "lib", "prisma", "scripts", "e2e", "bench"].flatMap(filesUnder);
  const silenced = sources
    .filter((file) => /\.(m?[jt]s|tsx)$/.test(file) && file !== "scripts/declared-packages.test.ts")
    .filter((file) => /biome-ignore.*noUndeclaredDependencies/.test(readFileSync(file, "utf8")));
  expect(silenced).toEqual([]);
});
