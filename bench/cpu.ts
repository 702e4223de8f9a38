import { readdirSync, readFileSync } from "node:fs";

/** Microseconds of processor time; `machine`: of all that runs on it. */
export type CpuUse = { program: number; postgres: number; receiver: number; machine: number };

/** The kernel counts in hundredths of a second, whatever its own clock's rate (proc(5), USER_HZ). */
const tickUs = 10_000;

export const canReadCpu = process.platform === "linux";

/** Fields of /proc/<pid>/stat from `state` on; the name before them may hold spaces. Undefined when the process is gone. */
function stat(pid: number | string): string[] | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

const ticks = (fields: string[] | undefined, ...places: number[]) =>
  places.reduce((sum, place) => sum + Number(fields?.[place] ?? 0), 0);
const parent = 1;
const own = [11, 12];
const ofEndedChildren = [13, 14];

/** What a process has used, its children, and those that have ended: a PostgreSQL server and its backends, of the first. */
function familyTicks(first: string): number {
  let sum = ticks(stat(first), ...own, ...ofEndedChildren);
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = stat(name);
    if (fields?.[parent] === first) sum += ticks(fields, ...own);
  }
  return sum;
}

function clusterTicks(backendPid: number): number {
  const server = stat(backendPid)?.[parent];
  return server ? familyTicks(server) : 0;
}

/** The server that a backend belongs to: its first process. Undefined where /proc does not tell. */
export function serverPid(backendPid: number): number | undefined {
  const server = canReadCpu && stat(backendPid)?.[parent];
  return server ? Number(server) : undefined;
}

/** Microseconds that these processes and their children have used up to now; NaN where there is none or /proc does not tell. */
export function usedUs(pids: number[]): number {
  if (!canReadCpu || pids.length === 0) return Number.NaN;
  return pids.reduce((sum, pid) => sum + familyTicks(String(pid)), 0) * tickUs;
}

/** What all programs together have used, and what the hypervisor gave to others meanwhile. */
function machineTicks(): number {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync("/proc/stat", "utf8")
    .split("\n", 1)
    .flatMap((line) => line.split(/\s+/).slice(1).map(Number));
  return [user, nice, system, irq, softirq, steal].reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

/** What each part has used up to now; null where /proc does not tell. */
export function cpuUse(pids: { programs: number[]; backend: number; receiver: number }): CpuUse | null {
  if (!canReadCpu) return null;
  const programs = pids.programs.map((pid) => ticks(stat(pid), ...own));
  return {
    program: programs.reduce((sum, each) => sum + each, 0) * tickUs,
    postgres: (pids.backend === 0 ? Number.NaN : clusterTicks(pids.backend)) * tickUs,
    receiver: ticks(stat(pids.receiver), ...own) * tickUs,
    machine: machineTicks() * tickUs,
  };
}

/** The most memory a process has had at once, in bytes; null where /proc does not tell. */
export function peakMemoryBytes(pid: number): number | null {
  if (!canReadCpu) return null;
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return kilobytes ? Number(kilobytes) * 1_024 : null;
}
