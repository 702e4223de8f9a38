import dns from "node:dns";
import { contains, type Network, networkFrom, parseIp } from "@/lib/address/ip-address";
import { nat64Prefixes } from "@/lib/address/nat64";

/** The prefixes of this network's NAT64 beside the well-known one; none where it has none or nobody can tell. Never rejects. */
export type FindPrefixes = () => Promise<readonly Network[]>;

/** One try of a second a server: a call waits for the first discovery. */
const resolverOptions = { timeout: 1_000, tries: 1 };
const renewMs = 600_000;
const retryMs = 60_000;

/** Only what can be routed may be a translator's: not this machine or this link. */
const routed = ["2000::/3", "fc00::/7", "64:ff9b:1::/48"].map(networkFrom);

/**
 * Discovers the prefixes by asking DNS for `ipv4only.arpa`, a name that has IPv4 addresses alone (RFC 7050). The first who asks waits
 * for the answer; later it is renewed beside the calls, after ten minutes, or one where it could not be had. What was known stays
 * known until then.
 * @param servers addresses of DNS servers; without them the system's
 */
export function createPrefixDiscovery({ servers }: { servers?: readonly string[] } = {}): FindPrefixes {
  let known: readonly Network[] = [];
  let first: Promise<void> | undefined;
  let renewAtMs = Number.NEGATIVE_INFINITY;
  const discover = async () => {
    // Until its answer is there nobody else asks.
    renewAtMs = Number.POSITIVE_INFINITY;
    const resolver = new dns.promises.Resolver(resolverOptions);
    if (servers) resolver.setServers(servers);
    try {
      known = nat64Prefixes(await resolver.resolve6("ipv4only.arpa"));
      renewAtMs = performance.now() + renewMs;
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      const surelyNone = code === "ENODATA" || code === "ENOTFOUND";
      if (surelyNone) known = [];
      renewAtMs = performance.now() + (surelyNone ? renewMs : retryMs);
    }
  };
  return async () => {
    if (first === undefined) first = discover();
    else if (performance.now() > renewAtMs) void discover();
    await first;
    return known;
  };
}

/** Asks the system's DNS servers. */
export const findPrefixes: FindPrefixes = createPrefixDiscovery();

/** The prefixes that matter for these addresses: without one that a translator could have made, nothing is asked. */
export async function prefixesFor(
  addresses: readonly { address: string }[],
  find: FindPrefixes,
): Promise<readonly Network[]> {
  const mayBeBehind = addresses.some(({ address }) => {
    const parsed = parseIp(address);
    return parsed !== null && routed.some((network) => contains(network, parsed));
  });
  return mayBeBehind ? find() : [];
}
