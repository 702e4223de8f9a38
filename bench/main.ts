import os from "node:os";
import { CheckFailed } from "./check";
import { cleanUp, cleanUpHoweverItEnds, isCleaningUp } from "./clean-up";
import type { Bench } from "./measure";
import { type PartName, parts, UsageError, usage, wantedParts } from "./parts";
import { startReceiver } from "./receiver-process";
import { count, type Finding, table } from "./report";
import { openServer } from "./server";
import { calls, endpointCount, inFlight, rounds } from "./settings";
import { median } from "./statistics";

/** Measures what is wanted and prints it; resolves with the exit code: 1 when a check failed, whatever the speed. */
async function main(): Promise<number> {
  const wanted = wantedParts(process.argv.slice(2));
  if (wanted === "help") {
    console.log(usage);
    return 0;
  }
  cleanUpHoweverItEnds();
  const startedAt = performance.now();
  const server = await openServer();
  const receiver = await startReceiver();
  const [cpu] = os.cpus();
  console.log(
    `${os.cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, ${server.described}
${rounds} rounds, interleaved; ${count(calls)} calls, ${inFlight} in flight, ${endpointCount} endpoints, all on this machine\n`,
  );
  const findings: Finding[][] = [];
  const failures: string[] = [];
  const others: number[] = [];
  for (const name of wanted) {
    const { measured, failed } = await runPart(name, { server, receiver, others });
    findings.push(measured);
    failures.push(...failed);
  }
  console.log(`\n${table(findings)}\n`);
  const othersShare = median(others);
  if (!Number.isNaN(othersShare)) {
    console.log(`Other programs had ${count(othersShare * 100)} % of the processors during the timed runs.`);
  }
  for (const failure of failures) console.log(`CHECK FAILED: ${failure}`);
  console.log(
    `${failures.length === 0 ? "Nothing was lost, repeated or left unrecorded. " : ""}Took ${count((performance.now() - startedAt) / 1_000)} s.`,
  );
  return failures.length === 0 ? 0 : 1;
}

/** Runs a part's scenarios; one that fails a check does not keep the next from running. */
async function runPart(name: PartName, bench: Omit<Bench, "progress">) {
  const measured: Finding[] = [];
  const failed: string[] = [];
  const progress = (line: string) => console.error(`${name}: ${line}`);
  for (const scenario of parts[name].scenarios) {
    try {
      measured.push(...(await scenario({ ...bench, progress })));
    } catch (error) {
      if (!(error instanceof CheckFailed)) throw error;
      failed.push(error.message);
    }
  }
  return { measured, failed };
}

main()
  .catch((error) => {
    if (!isCleaningUp()) console.error(error instanceof UsageError ? error.message : error);
    return 1;
  })
  .then(async (exitCode) => {
    if (isCleaningUp()) return;
    await cleanUp();
    process.exit(exitCode);
  });
