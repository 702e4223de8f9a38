import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Skip } from "./row";

/** The most memory (resident, MiB) that a process has used, since `forget` if that was called; Linux tells it. */
export function peakMemory(pid: number): { peakMb: () => number; forget: () => void } {
  if (!existsSync(`/proc/${pid}/status`)) {
    throw new Skip("the peak memory of a process is told by Linux only (/proc)");
  }
  return {
    peakMb: () => {
      const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      return Number(kib) / 1_024;
    },
    // 5 sets the peak back to what is used now (proc(5), clear_refs).
    forget: () => writeFileSync(`/proc/${pid}/clear_refs`, "5"),
  };
}

/** Seconds of processor time that a process has used. */
export function cpuSeconds(pid: number): number {
  if (!existsSync(`/proc/${pid}/stat`))
    throw new Skip("the processor time of a process is read from /proc only");
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  // utime and stime, in ticks of a hundredth of a second (proc(5)).
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
