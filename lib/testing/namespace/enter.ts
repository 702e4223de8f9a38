import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** How to start a program in a network of its own; `ipv6` is false where the kernel has none. */
export type Namespace = { flags: string; ipv6: boolean };

/** The system's files as they are there, each bound over the one in /etc. */
const systemFiles = {
  "resolv.conf": "nameserver 127.0.0.1\n",
  hosts: "127.0.0.1 localhost\n::1 localhost\n10.0.0.66 in-hosts-file.callboard-check.com\n",
  "nsswitch.conf": "hosts: files dns\n",
};

const network = `ip link set lo up && ip route add local 0.0.0.0/0 dev lo`;
const networkSix = `ip -6 route add local ::/0 dev lo 2>/dev/null`;
const files = `mount --bind "$0/resolv.conf" /etc/resolv.conf && mount --bind "$0/hosts" /etc/hosts || exit 97
if [ -e /etc/nsswitch.conf ]; then mount --bind "$0/nsswitch.conf" /etc/nsswitch.conf || exit 97; fi`;

/**
 * Tries as root first, then in a user namespace.
 * @returns the namespace, or a sentence why this system permits none
 */
export function findNamespace(folder: string): Namespace | string {
  if (process.platform !== "linux") return `network namespaces are Linux's, and this is ${process.platform}`;
  writeFiles(folder);
  let reason = "";
  for (const flags of ["-nm", "-Urnm"]) {
    const attempt = (script: string) => {
      execFileSync("unshare", [flags, "sh", "-c", script, folder], { stdio: ["ignore", "ignore", "pipe"] });
      return true;
    };
    try {
      attempt(`${network}\n${files}`);
    } catch (error) {
      const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
      reason = `\`unshare ${flags}\` with \`ip\` and \`mount\` did not work (${said || "no output"})`;
      continue;
    }
    try {
      return { flags, ipv6: attempt(`${network} && ${networkSix}`) };
    } catch {
      return { flags, ipv6: false };
    }
  }
  return reason;
}

/** Starts a Node program in a new namespace in which every address is this machine's, with a channel to it. */
export function enterNamespace(
  { flags }: Namespace,
  folder: string,
  args: string[],
  env: Record<string, string>,
): ChildProcess {
  writeFiles(folder);
  const script = `${network} || exit 97\n${networkSix}\n${files}\nexec "$@"`;
  return spawn("unshare", [flags, "sh", "-c", script, folder, process.execPath, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

function writeFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(systemFiles)) writeFileSync(path.join(folder, name), text);
}
