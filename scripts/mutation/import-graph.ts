import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Imports that are there at run time; `import type` leaves no trace. */
const imports =
  /(?:^|[\n;}])\s*(?:import|export)\s+(?!type\b)(?:[^"';]*?\bfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

/** What a file imports by run-time imports: paths from the root for ours, names for packages. */
function importsOf(root: string, file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(imports)].map(([, from, dynamic]) => resolved(root, file, from ?? dynamic ?? ""));
}

function resolved(root: string, file: string, specifier: string): string {
  const at = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".")
      ? path.posix.join(path.posix.dirname(file), specifier)
      : null;
  if (at === null) return specifier;
  const found = ["", ".ts", ".tsx", "/index.ts"].find(
    (ending) => /\.\w+$/.test(at + ending) && existsSync(path.join(root, at + ending)),
  );
  return at + (found ?? "");
}

/** Who imports whom, among `files` and all they import. */
export function importGraph(root: string, files: readonly string[]): Map<string, string[]> {
  const graph = new Map<string, string[]>();
  const visit = (file: string) => {
    if (graph.has(file) || !/\.(ts|tsx|mjs)$/.test(file) || !existsSync(path.join(root, file))) return;
    const imported = importsOf(root, file);
    graph.set(file, imported);
    for (const one of imported) visit(one);
  };
  for (const file of files) visit(file);
  return graph;
}

/** Steps of importing from each of `tests` to `module`, for those that lead there. */
export function distancesTo(
  graph: ReadonlyMap<string, readonly string[]>,
  module: string,
  tests: ReadonlySet<string>,
): Map<string, number> {
  const importers = new Map<string, string[]>();
  for (const [file, imported] of graph) {
    for (const one of imported) importers.set(one, [...(importers.get(one) ?? []), file]);
  }
  const steps = new Map([[module, 0]]);
  for (const [file, far] of steps) {
    for (const importer of importers.get(file) ?? []) if (!steps.has(importer)) steps.set(importer, far + 1);
  }
  return new Map([...steps].filter(([file]) => tests.has(file)));
}

/** Whether a module, by its imports, leads to one of these. */
export function leadsTo(
  graph: ReadonlyMap<string, readonly string[]>,
  module: string,
  isGoal: (file: string) => boolean,
): boolean {
  const seen = new Set([module]);
  for (const file of seen) {
    if (isGoal(file)) return true;
    for (const one of graph.get(file) ?? []) seen.add(one);
  }
  return false;
}
