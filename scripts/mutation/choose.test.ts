import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isPure, modulesOf, sampleOf } from "./choose";
import { distancesTo, importGraph } from "./import-graph";

const mutants = Array.from({ length: 50 }, (_, n) => ({
  file: "a.ts",
  start: n,
  end: n + 1,
  replacement: "x",
}));
const textOf = ({ start }: { start: number }) => `text ${start}`;
const chosen = (seed: string, from = mutants) =>
  sampleOf(from, { size: 10, seed, textOf }).map(({ start }) => start);

test("a seed chooses the same mutants each time, another one others, also when others are no more", () => {
  expect(chosen("a")).toEqual(chosen("a"));
  expect(chosen("a")).not.toEqual(chosen("b"));
  const without = mutants.filter(({ start }) => start % 2 === 0 || chosen("a").includes(start));
  expect(chosen("a", without)).toEqual(chosen("a"));
});

test("of the dispatcher what leads to no database is mutated", () => {
  const modules = modulesOf(process.cwd(), "lib/dispatch");
  const graph = importGraph(process.cwd(), modules);
  const pure = modules.filter((file) => isPure(graph, { file, source: readFileSync(file, "utf8") }));
  for (const file of ["claim/lanes.ts", "claim/validity.ts", "settle/array-parameters.ts"])
    expect(pure).toContain(`lib/dispatch/${file}`);
  for (const file of ["claim/claim.ts", "dispatcher.ts", "settle/settle.ts"])
    expect(pure).not.toContain(`lib/dispatch/${file}`);
});

test("how far a test is from a module counts imports that are there at run time", () => {
  const tests = new Set(["lib/net/dial.test.ts", "lib/net/send.test.ts", "lib/ids.test.ts"]);
  const graph = importGraph(process.cwd(), [...tests]);
  expect(Object.fromEntries(distancesTo(graph, "lib/net/dial.ts", tests))).toEqual({
    "lib/net/dial.test.ts": 1,
    "lib/net/send.test.ts": 3,
  });
});
