import { isMetadata } from "./address-policy";
import { isHostName } from "./host-name";
import { addressText, endsOf, type Network, parseIp, parseNetwork, unmapped, within } from "./ip-address";
import { parseUrl } from "./parse-url";

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
  return entriesOf(text).map(parseEntry);
}

/**
 * Entries of such a text that open more than the address they hold: `10.0.0.5/8` opens all of `10.0.0.0/8`. `opens` and `alone` are
 * the entry as it would be written for the one and for the other.
 */
export function wideEntries(text: string): { entry: string; opens: string; alone: string }[] {
  return entriesOf(text).flatMap((entry) => {
    const { written = "" } = networkIn(entry) ?? {};
    const parsed = parseNetwork(written);
    const network = parsed && unmapped(parsed);
    if (!network || endsOf(network)[0].value === network.address.value) return [];
    const { address } = network;
    const write = (other: string) => entry.replace(written, other);
    return {
      entry,
      opens: write(prefixed(network)),
      alone: write(`${addressText(address)}/${address.family === 4 ? 32 : 128}`),
    };
  });
}

function entriesOf(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
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
  if (host?.[1])
    return { kind: "host", host: hostOf(entry, host[1].toLowerCase()), ...portOf(entry, host[2]) };
  const network = networkIn(entry);
  const parsed = network && parseNetwork(network.written);
  if (!parsed) throw new Error(wrong(entry));
  return { kind: "network", text: networkText(entry, parsed), ...portOf(entry, network.port) };
}

/** The two parts of an entry that may be a network's. */
function networkIn(entry: string): { written: string; port: string | undefined } | null {
  const [, written, port] =
    /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(entry) ??
    /^([\d.]+\/\d{1,2})(?::(\d{1,5}))?$/.exec(entry) ??
    /^([0-9a-f:.]+\/\d{1,3})$/i.exec(entry) ??
    [];
  return written ? { written, port } : null;
}

/** With the bits behind the prefix cleared. */
function prefixed(network: Network): string {
  return `${addressText(endsOf(network)[0])}/${network.prefix}`;
}

/** @throws Error for what a URL's host can never be, since such a rule would never open anything */
function hostOf(entry: string, host: string): string {
  const seen = parseUrl(`http://${host}/`)?.hostname ?? "";
  if (parseIp(seen)) throw new Error(`"${entry}" names an address, not a name; write ${seen}/32`);
  if (seen !== host || !isHostName(host)) throw new Error(`"${entry}" is no name that a URL can have`);
  return host;
}

/**
 * As the guard compares it: IPv4-mapped networks as IPv4, and bits behind the prefix cleared: 10.0.0.5/8 is 10.0.0.0/8.
 * @throws Error for what would open nothing
 */
function networkText(entry: string, written: Network): string {
  const network = unmapped(written);
  if (!network)
    throw new Error(
      `"${entry}" holds more than the IPv4-mapped addresses (::ffff:0:0/96), which are judged as IPv4; write an IPv4 network such as 10.0.0.0/8`,
    );
  const { address, prefix } = network;
  const [first, last] = endsOf(network);
  const whole = address.family === 4 ? 32 : 128;
  if (prefix < whole && [first, ...within(network), last].every(isMetadata))
    throw new Error(
      `"${entry}" holds nothing but metadata services, and each opens to a rule for it alone; write its address with /${whole}`,
    );
  return prefixed(network);
}

function portOf(entry: string, text: string | undefined): { port?: number } {
  if (text === undefined) return {};
  const port = Number(text);
  if (port < 1 || port > 65_535) throw new Error(wrong(entry));
  return { port };
}

function wrong(entry: string): string {
  return `"${entry}" is neither a network such as 10.0.0.5/32 or fd00::/8 nor host:name, each optionally with :port (10.0.0.5/32:8080, [fd00::/8]:8080, host:name:8080)`;
}
