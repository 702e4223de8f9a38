import { contains, type Network, parseIp, parseNetwork } from "@/lib/address/ip-address";
import { peerHeader } from "./peer-header";

/** From here a reverse proxy may speak for others: this machine, and private networks (RFC 1918, 6598, 3927, 4193, 4291). */
const insideNetworks: Network[] = [
  ...["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
  ...["::1/128", "fc00::/7", "fe80::/10"],
].flatMap((text) => parseNetwork(text) ?? []);

/**
 * Where a request came from, or null when that is not known. What a client writes into X-Forwarded-For counts for nothing:
 * only a proxy inside is believed, and of its list the last address that is not itself inside, since each proxy adds the
 * one it saw at the end (docs/decisions/0021).
 */
export function clientAddress(headers: Headers): string | null {
  const peer = plain(headers.get(peerHeader) ?? "");
  if (peer === null || !isInside(peer)) return peer;
  const forwarded = (headers.get("x-forwarded-for") ?? "").split(",");
  for (const entry of forwarded.toReversed()) {
    const address = plain(entry.trim());
    // What stands before an entry that is no address was written by nobody we know.
    if (address === null) break;
    if (!isInside(address)) return address;
  }
  return plain(forwarded.at(-1)?.trim() ?? "") ?? peer;
}

/** The address without port, brackets, zone id or IPv4-mapping; null when it is none. */
function plain(text: string): string | null {
  const bare = text.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  const unmapped = bare.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return parseIp(unmapped) ? unmapped.toLowerCase() : null;
}

function isInside(text: string): boolean {
  const address = parseIp(text);
  return address !== null && insideNetworks.some((network) => contains(network, address));
}
