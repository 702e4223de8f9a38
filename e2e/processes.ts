import { execFileSync } from "node:child_process";
import type { Callboard } from "./callboard";

/** Processes whose command line speaks of this data folder, and those of its `npm start`, however far down. */
export function pidsOf({ dataDir, child }: Pick<Callboard, "dataDir" | "child">): number[] {
  const all = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [])
    .map(([, pid, parent, args = ""]) => ({ pid: Number(pid), parent: Number(parent), args }));
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const descends = (from: number) => {
    for (let pid = from; pid > 1; pid = parents.get(pid) ?? 0) if (pid === child.pid) return true;
    return false;
  };
  return all.filter(({ pid, args }) => args.includes(dataDir) || descends(pid)).map(({ pid }) => pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
