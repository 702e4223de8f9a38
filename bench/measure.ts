import os from "node:os";
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
  /** For each timed run, the share of the processors that programs had which are none of the benchmark's. */
  others: number[];
};

/** From the last call until its record; more means that it is missing. */
const maxSettlingMs = 60_000;

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
  { server, receiver, others }: Bench,
  run: {
    calls: number;
    programs: number[];
    begin(): Promise<unknown>;
    finished?(): Promise<boolean>;
  },
): Promise<Measured> {
  const pids = { programs: run.programs, backend: server.backendPid, receiver: receiver.pid };
  const { reached } = await receiver.reset({ tellAt: run.calls });
  const startedAt = performance.now();
  const before = cpuUse(pids);
  await run.begin();
  await reached();
  const recordedNs = run.finished ? await endOf(run.finished) : null;
  const after = cpuUse(pids);
  const availableUs = (performance.now() - startedAt) * 1_000 * os.cpus().length;
  const { firstNs, lastNs, repeats } = await receiver.report();
  check(repeats === 0, `${repeats} of ${run.calls} calls came twice, though nothing was killed.`);
  const seconds = Number((recordedNs ?? lastNs) - firstNs) / 1e9;
  const used = before && after && difference(before, after);
  if (used) others.push((used.machine - used.program - used.postgres - used.receiver) / availableUs);
  return { rate: run.calls / seconds, cpuUs: used && perCall(used, run.calls) };
}

/** Waits until `finished`, asking every few milliseconds; when that was, in nanoseconds. @throws CheckFailed */
export async function endOf(finished: () => Promise<boolean>): Promise<bigint> {
  const deadline = performance.now() + maxSettlingMs;
  for (;;) {
    if (await finished()) return process.hrtime.bigint();
    check(performance.now() < deadline, "All calls came, but not all were recorded.");
    await pause(2);
  }
}

function difference(before: CpuUse, after: CpuUse): CpuUse {
  return {
    program: after.program - before.program,
    postgres: after.postgres - before.postgres,
    receiver: after.receiver - before.receiver,
    machine: after.machine - before.machine,
  };
}

function perCall(used: CpuUse, calls: number): CpuUse {
  return {
    program: used.program / calls,
    postgres: used.postgres / calls,
    receiver: used.receiver / calls,
    machine: used.machine / calls,
  };
}
