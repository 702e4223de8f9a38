import { readFileSync, statSync } from "node:fs";
import net from "node:net";
import type { Resolved } from "./resolved";

/** How long what was read is taken for granted before the file's state is asked again. */
const recheckMs = 1_000;

const systemFile =
  process.platform === "win32"
    ? `${process.env.SystemRoot ?? "C:\\Windows"}\\System32\\drivers\\etc\\hosts`
    : "/etc/hosts";

/**
 * Looks names up in the hosts file (hosts(5)), which is read anew once it changed. Its state is asked at most once a second, and
 * on this thread: libuv's four may all wait for dead names. A file that is missing or unreadable holds no name.
 * @returns every address of a name, letters in any case; an empty list for a name that is not in the file
 */
export function createHostsFile(file = systemFile): (name: string) => readonly Resolved[] {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let state = "";
  let names = new Map<string, Resolved[]>();
  return (name) => {
    if (performance.now() - checkedAt > recheckMs) {
      checkedAt = performance.now();
      const now = stateOf(file);
      if (now !== state) {
        names = parseHosts(now === "" ? "" : textOf(file));
        state = now;
      }
    }
    return names.get(name.toLowerCase()) ?? [];
  };
}

/** The addresses of each name in a hosts file's text; a line without a valid address counts for nothing. */
export function parseHosts(text: string): Map<string, Resolved[]> {
  const names = new Map<string, Resolved[]>();
  for (const line of text.split(/\r?\n/)) {
    const [address = "", ...listed] = line.replace(/#.*/, "").trim().split(/\s+/);
    const family = net.isIP(address);
    if (family !== 4 && family !== 6) continue;
    for (const name of new Set(listed.map((one) => one.toLowerCase()))) {
      const known = names.get(name);
      if (known) known.push({ address, family });
      else names.set(name, [{ address, family }]);
    }
  }
  return names;
}

/** What changes whenever the file does; empty where there is none. */
function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.mtimeNs} ${stat.ctimeNs} ${stat.size} ${stat.ino}` : "";
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
