import net from "node:net";

/** What the operator opened besides public addresses: a network or a host name, optionally on one port only. */
export type AllowRule =
  | { kind: "network"; address: string; prefix: number; family: "ipv4" | "ipv6"; port?: number }
  | { kind: "host"; host: string; port?: number };

/**
 * `CALLBACK_ALLOW`: comma-separated CIDRs and `host:name` entries, each optionally with `:port`
 * (an IPv6 network with a port is written `[fd00::/8]:8080`). An empty text allows nothing more.
 * @throws Error with a sentence naming the entry that is neither.
 */
export function parseAllowList(text: string): AllowRule[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map(parseEntry);
}

function parseEntry(entry: string): AllowRule {
  const host = /^host:([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)(?::(\d{1,5}))?$/i.exec(entry);
  if (host?.[1]) return { kind: "host", host: host[1].toLowerCase(), ...portOf(entry, host[3]) };
  const network =
    /^(?:\[([0-9a-f:.]+\/\d{1,3})\]|([0-9.]+\/\d{1,2})|([0-9a-f:.]+\/\d{1,3}))(?::(\d{1,5}))?$/i.exec(entry);
  const [address = "", prefixText = ""] = (network?.[1] ?? network?.[2] ?? network?.[3] ?? "").split("/");
  const version = net.isIP(address);
  const prefix = Number(prefixText);
  if (version === 0 || prefixText === "" || prefix > (version === 4 ? 32 : 128))
    throw new Error(wrong(entry));
  return {
    kind: "network",
    address,
    prefix,
    family: version === 4 ? "ipv4" : "ipv6",
    ...portOf(entry, network?.[4]),
  };
}

function portOf(entry: string, text: string | undefined): { port?: number } {
  if (text === undefined) return {};
  const port = Number(text);
  if (port < 1 || port > 65_535) throw new Error(wrong(entry));
  return { port };
}

function wrong(entry: string): string {
  return `"${entry}" is neither a network such as 10.0.0.5/32 nor host:name, each optionally with :port`;
}
