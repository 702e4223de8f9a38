import { type IpAddress, type Network, networkFrom } from "./ip-address";
import { ipv4Behind } from "./nat64";

/** The low 32 bits after dropping `shift` bits from the right. */
const bits = (value: bigint, shift: bigint) => (value >> shift) & 0xffff_ffffn;
const last = (value: bigint) => bits(value, 0n);

/**
 * Networks whose addresses stand for an IPv4 one that a tunnel or translator unwraps, and where it sits in them.
 * The local NAT64 prefix leaves its operator the choice of a longer one, so each place is looked at (RFC 6052, 2.2).
 */
const places: [Network, ((value: bigint) => bigint)[]][] = [
  // IPv4-compatible (RFC 4291), IPv4-translated (RFC 2765), NAT64 (RFC 6052)
  [networkFrom("::/96"), [last]],
  [networkFrom("::ffff:0:0:0/96"), [last]],
  [networkFrom("64:ff9b::/96"), [last]],
  [
    networkFrom("64:ff9b:1::/48"),
    ([48, 56, 64, 96] as const).map((length) => (value) => ipv4Behind(value, length)),
  ],
  // 6to4 (RFC 3056); Teredo, which turns the client's bits over (RFC 4380), and its server
  [networkFrom("2002::/16"), [(value) => bits(value, 80n)]],
  [networkFrom("2001::/32"), [(value) => last(value) ^ 0xffff_ffffn, (value) => bits(value, 64n)]],
];

/** Every IPv4 address that this IPv6 address may lead to through a tunnel or translator; none for most. Pure. */
export function embeddedIpv4({ family, value }: IpAddress): IpAddress[] {
  if (family === 4) return [];
  const found = places.flatMap(([{ address, prefix }, reads]) => {
    const shift = BigInt(128 - prefix);
    return value >> shift === address.value >> shift ? reads.map((read) => read(value)) : [];
  });
  if (isIsatap(value)) found.push(last(value));
  return found.map((embedded) => ({ family: 4, value: embedded }));
}

/** Any prefix, then an interface identifier that begins 0:5efe or 200:5efe (RFC 5214, 6.1). */
export function isIsatap(value: bigint): boolean {
  return (bits(value, 32n) & ~0x0200_0000n) === 0x5efen;
}
