// `npm run test:mutants`: changes the code by one small fault at a time, and counts the faults that a test notices.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { defaultFolders, isPure, modulesOf, type PlacedMutant, sampleOf } from "./mutation/choose";
import { equivalents, isEquivalent } from "./mutation/equivalent";
import { distancesTo, importGraph } from "./mutation/import-graph";
import { mutantsOf } from "./mutation/mutants";
import { startVitest } from "./mutation/warm-vitest";

const usage = `npm run test:mutants -- [PATH …] [--sample N] [--seed TEXT] [--tests N] [--seconds N] [--json FILE]

  PATH       folders or modules; by default ${defaultFolders.join(", ")}
  --sample   so many mutants of each path, chosen by chance (150); 0 for all
  --seed     another choice ("callboard")
  --tests    at most so many test files for each module, the nearest ones by imports (8)
  --seconds  of these as many as take so long without a mutant (20)
  --grace    milliseconds that a test may take beyond three times its usual time (15000)
  --json     writes what became of each mutant
  --again    a file that --json wrote: of its mutants those that lived, and nothing else
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "150" },
    seed: { type: "string", default: "callboard" },
    tests: { type: "string", default: "8" },
    seconds: { type: "string", default: "20" },
    grace: { type: "string", default: "15000" },
    json: { type: "string" },
    again: { type: "string" },
    /** Another checkout; for the test of this program. */
    root: { type: "string", default: fileURLToPath(new URL("..", import.meta.url)) },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const root = path.resolve(values.root);
process.chdir(root);
const paths = positionals.length > 0 ? positionals : defaultFolders;
const maxTests = Number(values.tests);
const budgetMs = Number(values.seconds) * 1_000;

const sources = new Map<string, string>();
const sourceOf = (file: string) => {
  const known = sources.get(file) ?? readFileSync(path.join(root, file), "utf8");
  sources.set(file, known);
  return known;
};
const textOf = ({ file, start, end }: PlacedMutant) => sourceOf(file).slice(start, end);

const vitest = await startVitest(root);
const tests = new Set(vitest.testFiles);
const modules = new Map(paths.map((at) => [at, modulesOf(root, at)]));
const graph = importGraph(root, [...tests, ...[...modules.values()].flat()]);

/** The nearest tests of a module: those that import it first, of these its neighbours first, which run in any case. */
function testsOf(module: string): { test: string; always: boolean }[] {
  const far = distancesTo(graph, module, tests);
  const rank = (file: string) =>
    (far.get(file) ?? 0) * 2 + (path.dirname(file) === path.dirname(module) ? 0 : 1);
  const nearest = [...far.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).slice(0, maxTests);
  return nearest.map((test) => ({ test, always: rank(test) === 2 }));
}

/** How long each test file takes without a mutant; null where it fails. */
const baselines = new Map<string, number | null>();
async function baselineOf(test: string): Promise<number | null> {
  const known = baselines.get(test);
  if (known !== undefined) return known;
  const { passed, ms } = await vitest.run(test, 300_000);
  if (!passed) console.log(`  ${test} fails without a mutant: left out`);
  baselines.set(test, passed ? ms : null);
  return passed ? ms : null;
}

type Outcome = {
  file: string;
  line: number;
  start: number;
  text: string;
  replacement: string;
  killedBy: string | null;
};

/** Runs the module's tests on the mutant until one fails. */
async function judge(mutant: PlacedMutant): Promise<Outcome> {
  const source = sourceOf(mutant.file);
  const outcome: Outcome = {
    file: mutant.file,
    line: source.slice(0, mutant.start).split("\n").length,
    start: mutant.start,
    text: textOf(mutant),
    replacement: mutant.replacement,
    killedBy: null,
  };
  let spentMs = 0;
  for (const { test, always } of testsOf(mutant.file)) {
    vitest.replace(mutant.file, null);
    const usualMs = await baselineOf(test);
    if (usualMs === null || (!always && spentMs > 0 && spentMs + usualMs > budgetMs)) continue;
    spentMs += usualMs;
    vitest.replace(
      mutant.file,
      source.slice(0, mutant.start) + mutant.replacement + source.slice(mutant.end),
    );
    const { passed, timedOut } = await vitest.run(test, 3 * usualMs + Number(values.grace));
    if (!passed) {
      outcome.killedBy = timedOut ? `${test} (time)` : test;
      break;
    }
  }
  vitest.replace(mutant.file, null);
  return outcome;
}

const isLeftOut = (mutant: PlacedMutant) =>
  equivalents.some((one) => isEquivalent(one, mutant, sourceOf(mutant.file)));

const oneLine = (text: string) => {
  const flat = text.replace(/\s+/g, " ");
  return flat.length > 70 ? `${flat.slice(0, 69)}…` : flat;
};

const lived = values.again
  ? (JSON.parse(readFileSync(values.again, "utf8")) as Outcome[]).filter(({ killedBy }) => killedBy === null)
  : null;
const isAsked = (mutant: PlacedMutant) =>
  lived === null ||
  lived.some(
    ({ file, start, text, replacement }) =>
      file === mutant.file &&
      start === mutant.start &&
      text === textOf(mutant) &&
      replacement === mutant.replacement,
  );

const outcomes: Outcome[] = [];
const rows: string[] = [];
for (const [at, files] of modules) {
  const all = files
    .filter((file) => isPure(graph, { file, source: sourceOf(file) }))
    .flatMap((file) => mutantsOf(sourceOf(file)).map((mutant) => ({ ...mutant, file })))
    .filter((mutant) => !isLeftOut(mutant) && isAsked(mutant));
  const size = Number(values.sample) || all.length;
  const sample = sampleOf(all, { size, seed: values.seed, textOf });
  console.log(`\n— ${at}: ${sample.length} of ${all.length} mutants`);
  let killed = 0;
  for (const mutant of sample) {
    const outcome = await judge(mutant);
    outcomes.push(outcome);
    if (outcome.killedBy === null)
      console.log(
        `  lives: ${outcome.file}:${outcome.line}  ${oneLine(outcome.text)}  →  ${oneLine(outcome.replacement)}`,
      );
    else killed += 1;
    if (values.json) writeFileSync(values.json, JSON.stringify(outcomes, null, 1));
  }
  rows.push(
    `${at}: ${killed} of ${sample.length} killed (${((100 * killed) / Math.max(1, sample.length)).toFixed(0)} %)`,
  );
}
await vitest.close();
// Vitest notes each failed test as a failure of this process.
process.exitCode = 0;
console.log(`\n${rows.join("\n")}`);
