import net from "node:net";
import type { Resolved } from "./resolved";
import { watchFile } from "./watched-file";

const systemFile =
  process.platform === "win32"
    ? `${process.env.SystemRoot ?? "C:\\Windows"}\\System32\\drivers\\etc\\hosts`
    : "/etc/hosts";

/**
 * Looks names up in the hosts file (hosts(5)) as it is now.
 * @returns every address of a name, letters in any case; an empty list for a name that is not in the file
 */
export function createHostsFile(file = systemFile): (name: string) => readonly Resolved[] {
  const names = watchFile(file, parseHosts);
  return (name) => names().get(name.toLowerCase()) ?? [];
}

/** The addresses of each name in a hosts file's text; a line without a valid address counts for nothing. */
function parseHosts(text: string): Map<string, Resolved[]> {
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
