import { type Network, parseNetwork } from "./ip-address";

/** What the operator opened besides public addresses: a network or a host name, optionally on one port only. */
export type AllowRule =
  | { kind: "network"; text: string; port?: number }
  | { kind: "host"; host: string; port?: number };

/**
 * `CALLBACK_ALLOW`: comma-separated CIDRs and `host:name` entries, each optionally with `:port`
 * (an IPv6 network with a port is written `[fd00::/8]:8080`). An empty text allows nothing more.
 * @throws Error with a sentence naming the entry that is neither
 */
export function parseAllowList(text: string): AllowRule[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map(parseEntry);
}

const networks = new Map<string, Network>();

/** The network of a rule; parsed once, as the dispatcher asks for every connection. */
export function networkOf(text: string): Network {
  let network = networks.get(text);
  if (!network) {
    const parsed = parseNetwork(text);
    if (!parsed) throw new Error(`"${text}" is not a network.`);
    network = parsed;
    networks.set(text, network);
  }
  return network;
}

function parseEntry(entry: string): AllowRule {
  const host = /^host:([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::(\d{1,5}))?$/i.exec(entry);
  if (host?.[1]) return { kind: "host", host: host[1].toLowerCase(), ...portOf(entry, host[2]) };
  const network =
    /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(entry) ??
    /^([\d.]+\/\d{1,2})(?::(\d{1,5}))?$/.exec(entry) ??
    /^([0-9a-f:.]+\/\d{1,3})$/i.exec(entry);
  if (!network?.[1] || !parseNetwork(network[1])) throw new Error(wrong(entry));
  return { kind: "network", text: network[1], ...portOf(entry, network[2]) };
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
