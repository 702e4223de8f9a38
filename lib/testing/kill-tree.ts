import { execFileSync } from "node:child_process";

/** SIGKILL to a process and to all that came of it and still has it as an ancestor; what is gone already does no harm. */
export function killTree(pid: number): void {
  const processes = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = pid > 0 ? [pid] : [];
  for (const ancestor of tree) {
    for (const [child = 0, parent] of processes) if (parent === ancestor) tree.push(child);
  }
  for (const one of tree) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // It went with its parent.
    }
  }
}
