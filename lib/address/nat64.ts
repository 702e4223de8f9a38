import { contains, type IpAddress, type Network, networkFrom, parseIp } from "./ip-address";

/** Addresses behind a NAT64: an IPv6 prefix with an IPv4 address in it (RFC 6052). Pure. */

/** How long a prefix may be (RFC 6052, 2.2). */
const lengths = [32, 40, 48, 56, 64, 96] as const;
type Nat64Length = (typeof lengths)[number];

const wellKnown = networkFrom("64:ff9b::/96");
/** What `ipv4only.arpa` has for IPv4 addresses, and so what a network's own prefix is wrapped around (RFC 7050, 2.2). */
const onlyIpv4 = ["192.0.0.170", "192.0.0.171"].map((text) => parseIp(text)?.value);

/** The IPv4 address in an IPv6 address under a prefix of that length: what follows it, bits 64 to 71 passed over. */
export function ipv4Behind(value: bigint, length: Nat64Length): bigint {
  const withoutU = ((value >> 64n) << 56n) | (value & ((1n << 56n) - 1n));
  const end = (length === 96 ? 88 : length) + 32;
  return (withoutU >> BigInt(120 - end)) & 0xffff_ffffn;
}

/** Whether the address is under the prefix that every network may use for its NAT64, and nothing else may. */
export function isWellKnownNat64(address: IpAddress): boolean {
  return contains(wellKnown, address);
}

/** The IPv4 addresses that a NAT64 turns this address into: none for most. @param prefixes those this network chose */
export function behindNat64(address: IpAddress, prefixes: readonly Network[]): IpAddress[] {
  return [wellKnown, ...prefixes]
    .filter((prefix) => contains(prefix, address))
    .map(({ prefix }): IpAddress => ({ family: 4, value: ipv4Behind(address.value, prefix as Nat64Length) }));
}

/** The prefixes that the IPv6 addresses of `ipv4only.arpa` are made with (RFC 7050, 3); none where there is no NAT64. */
export function nat64Prefixes(addresses: readonly string[]): Network[] {
  const found = new Map<string, Network>();
  for (const text of addresses) {
    const address = parseIp(text);
    if (address?.family !== 6 || ((address.value >> 56n) & 0xffn) !== 0n) continue;
    for (const length of lengths) {
      if (!onlyIpv4.includes(ipv4Behind(address.value, length))) continue;
      const rest = BigInt(128 - length);
      const value = (address.value >> rest) << rest;
      found.set(`${value}/${length}`, { address: { family: 6, value }, prefix: length });
    }
  }
  return [...found.values()];
}
