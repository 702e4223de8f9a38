import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { leadsTo } from "./import-graph";
import type { Mutant } from "./mutants";

export type PlacedMutant = Mutant & { file: string };

/** What is mutated when no folder is named; of the dispatcher only what leads to no database. */
export const defaultFolders = [
  "lib/address",
  "lib/callback",
  "lib/net",
  "lib/auth",
  "lib/web",
  "lib/dispatch",
  "lib/endpoints/breaker-rules.ts",
] as const;

const isDatabase = (file: string) =>
  file === "pg" ||
  (file.startsWith("lib/db/") && !["lib/db/locks.ts", "lib/db/generated/enums.ts"].includes(file));
/** It is given a connection, and asks by statements of its own. */
const isGivenDatabase = /from "(?:pg|@\/lib\/dispatch\/database|@\/lib\/db\/(?!locks|generated)[^"]*)"/;

/** The modules of a folder, or the one that is named. */
export function modulesOf(root: string, at: string): string[] {
  if (at.endsWith(".ts")) return [at];
  return readdirSync(path.join(root, at), { recursive: true })
    .map((name) => path.posix.join(at, String(name).replaceAll("\\", "/")))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort();
}

/** Of the dispatcher's modules those without a database: what a statement does is seen by its plan and its faults. */
export function isPure(
  graph: ReadonlyMap<string, readonly string[]>,
  { file, source }: { file: string; source: string },
): boolean {
  if (!file.startsWith("lib/dispatch/")) return true;
  return !isGivenDatabase.test(source) && !leadsTo(graph, file, isDatabase);
}

/**
 * `size` of the mutants, chosen by chance from `seed`: the same ones each time, also when code elsewhere has changed. Pure.
 * @param textOf the text that a mutant replaces
 */
export function sampleOf(
  mutants: readonly PlacedMutant[],
  { size, seed, textOf }: { size: number; seed: string; textOf: (mutant: PlacedMutant) => string },
): PlacedMutant[] {
  const times = new Map<string, number>();
  return mutants
    .map((mutant) => {
      const what = JSON.stringify([seed, mutant.file, textOf(mutant), mutant.replacement]);
      const time = times.get(what) ?? 0;
      times.set(what, time + 1);
      return { mutant, at: createHash("sha256").update(`${what}${time}`).digest("hex") };
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, size)
    .map(({ mutant }) => mutant)
    .sort(
      (a, b) =>
        a.file.localeCompare(b.file) ||
        a.start - b.start ||
        a.end - b.end ||
        a.replacement.localeCompare(b.replacement),
    );
}
