import { url as debuggerUrl } from "node:inspector";
import { Worker } from "node:worker_threads";
import { log } from "@/lib/log";

/**
 * Runs in a thread of its own, so it uses nothing from around it: while `beats` grows, all is well. It counts its own turns and
 * not the clock: when the whole process is stopped, or its machine sleeps, both threads stand still and neither is at fault.
 */
function watch(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { writeSync } = process.getBuiltinModule("node:fs");
  const { beats, turnMs, turns } = workerData as { beats: Int32Array; turnMs: number; turns: number };
  let last = -1;
  let still = 0;
  setInterval(() => {
    const now = Atomics.load(beats, 0);
    still = now === last ? still + 1 : 0;
    last = now;
    if (still < turns) return;
    const line = { level: "fatal", time: new Date().toISOString(), event: "dispatcher.stood_still" };
    try {
      writeSync(1, `${JSON.stringify({ ...line, forMs: still * turnMs })}\n`);
    } finally {
      process.kill(process.pid, "SIGKILL");
    }
  }, turnMs);
}

/**
 * Ends this process, by SIGKILL and with a line in the log, when its event loop has stood still for `maxStandstillMs`: its session in
 * the database would go on to say that it lives, and what it holds would wait for its lease. Ended, it is replaced, and the
 * others take over within seconds. Not where a debugger may halt it.
 */
export function endOnStandstill({ maxStandstillMs = 10_000, turnMs = 500 } = {}): void {
  if (debuggerUrl() !== undefined) return;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), turnMs).unref();
  const watching = new Worker(`(${watch})()`, {
    eval: true,
    execArgv: [],
    workerData: { beats, turnMs, turns: Math.ceil(maxStandstillMs / turnMs) },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  watching.on("error", (error) => log.error({ event: "standstill.not_watched", reason: error.message }));
  watching.unref();
}
