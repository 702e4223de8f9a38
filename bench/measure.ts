import { setTimeout as pause } from "node:timers/promises";
import { check } from "./check";
import { type CpuUse, cpuUse } from "./cpu";
import type { ReceiverProcess } from "./receiver-process";
import type { Server } from "./server";

/** What every scenario works with. */
export type Bench = {
  server: Server;
  receiver: ReceiverProcess;
  /** Tells a person waiting what was just measured. */
  progress(line: string): void;
};

/** From the last call until its record; more means that it is missing. */
const longestSettlingMs = 60_000;

export type Measured = {
  /** Calls a second. */
  rate: number;
  /** Per call. */
  cpuUs: CpuUse | null;
};

/**
 * One timed run, the same for every program: from the first GET the receiver sees until all are recorded and done in the
 * database. `begin` makes the backlog visible (a commit); `finished` is not asked before the last GET has come, so that
 * asking costs the run nothing; without it the last GET is the end.
 * @throws CheckFailed when a call does not come, or comes twice
 */
export async function measure(
  { server, receiver }: Bench,
  run: {
    calls: number;
    programs: number[];
    begin(): Promise<unknown>;
    finished?(): Promise<boolean>;
  },
): Promise<Measured> {
  const pids = { programs: run.programs, backend: server.backendPid, receiver: receiver.pid };
  const { reached } = await receiver.reset({ tellAt: run.calls });
  const before = cpuUse(pids);
  await run.begin();
  await reached();
  const recordedNs = run.finished ? await endOf(run.finished) : null;
  const after = cpuUse(pids);
  const { firstNs, lastNs, repeats } = await receiver.report();
  check(repeats === 0, `${repeats} of ${run.calls} calls came twice, though nothing was killed.`);
  const seconds = Number((recordedNs ?? lastNs) - firstNs) / 1e9;
  return { rate: run.calls / seconds, cpuUs: before && after && perCall(before, after, run.calls) };
}

/** Waits until `finished`, asking every few milliseconds; when that was, in nanoseconds. @throws CheckFailed */
export async function endOf(finished: () => Promise<boolean>): Promise<bigint> {
  const deadline = performance.now() + longestSettlingMs;
  for (;;) {
    if (await finished()) return process.hrtime.bigint();
    check(performance.now() < deadline, "All calls came, but not all were recorded.");
    await pause(2);
  }
}

function perCall(before: CpuUse, after: CpuUse, calls: number): CpuUse {
  return {
    program: (after.program - before.program) / calls,
    postgres: (after.postgres - before.postgres) / calls,
    receiver: (after.receiver - before.receiver) / calls,
  };
}
