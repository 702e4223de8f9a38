import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Result, resultLine, sums, table } from "./report";
import { type Row, Skip } from "./row";
import { rows } from "./rows";
import { type OpenStage, openStage } from "./stage";
import { suite } from "./suite";

const help = `npm run test:faults [-- options] [number …]

Breaks what Callboard stands on and examines, with the receiver's own log, what must hold all the same.

  1 7 19         these rows only
  --core         the rows that npm test runs, in their shorter form
  --list         what the rows break
  --json FILE    also writes {passed, failed, skipped}
  --help

Ends with the line "N passed, N failed", and exit code 1 if one failed.`;

/** @returns the exit code */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      core: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      json: { type: "string" },
    },
  });
  if (values.help || values.list) {
    console.log(
      values.help ? help : rows.map((row) => `${String(row.number).padStart(2)}  ${row.title}`).join("\n"),
    );
    return 0;
  }
  const unknown = positionals.filter((text) => !rows.some((row) => String(row.number) === text));
  if (unknown.length > 0) {
    console.error(`There is no row ${unknown.join(", ")}; the numbers go up to ${rows.at(-1)?.number}.`);
    return 1;
  }
  const chosen = rows.filter((row) =>
    positionals.length > 0 ? positionals.includes(String(row.number)) : !values.core || row.core,
  );
  const played = new Map<Row, Result>();
  const playAll = async (some: Row[]) => {
    for (const row of some) {
      if (interrupted.signal.aborted) break;
      const result = await play(row, values.core);
      console.log(resultLine(result));
      played.set(row, result);
    }
  };
  await Promise.all([
    ...chosen.filter(({ waits }) => waits).map((row) => playAll([row])),
    playAll(chosen.filter(({ waits }) => !waits)),
  ]);
  await suite.close();
  const results = chosen.flatMap((row) => played.get(row) ?? []);
  const { passed, failed, skipped } = sums(results);
  if (values.json) writeFileSync(values.json, JSON.stringify({ passed, failed, skipped }));
  console.log(`\n${table(results)}\n`);
  if (interrupted.signal.aborted) console.log("Interrupted: the other rows did not run.");
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return failed > 0 || interrupted.signal.aborted ? 1 : 0;
}

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interrupted.abort());

async function play(row: Row, core: boolean): Promise<Result> {
  const stage: OpenStage = openStage(core);
  const startedAt = performance.now();
  const limit = deadline(row.limitMs ?? 150_000);
  const seconds = () => (performance.now() - startedAt) / 1_000;
  try {
    const findings = await Promise.race([row.run(stage), limit.passed]);
    return { row, kind: "done", seconds: seconds(), findings };
  } catch (error) {
    if (error instanceof Skip) return { row, kind: "skipped", seconds: seconds(), reason: error.message };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { row, kind: "error", seconds: seconds(), message };
  } finally {
    limit.cancel();
    await stage.close();
  }
}

/** Rejects when a row takes too long or the suite is interrupted, so that what it put up is taken down. */
function deadline(limitMs: number): { passed: Promise<never>; cancel: () => void } {
  let cancel = () => {};
  const passed = new Promise<never>((_, reject) => {
    const tooLong = () => reject(new Error(`The row was not over within ${limitMs / 1_000} s.`));
    const stop = () => reject(new Error("Interrupted."));
    const timer = setTimeout(tooLong, limitMs);
    interrupted.signal.addEventListener("abort", stop);
    if (interrupted.signal.aborted) stop();
    cancel = () => {
      clearTimeout(timer);
      interrupted.signal.removeEventListener("abort", stop);
    };
  });
  return { passed, cancel };
}
