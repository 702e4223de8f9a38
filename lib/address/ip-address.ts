/** IP addresses as numbers, by hand because the browser checks the same rules and has no `node:net`. Pure. */

export type IpAddress = { family: 4 | 6; value: bigint };

/** Of an IPv6 address with a dotted tail; what is longer is none, and is not looked at further. */
const maxLength = 45;

/** A dotted quad in plain decimal form, without leading zeros; null for anything else. */
export function parseIpv4(text: string): IpAddress | null {
  if (text.length > maxLength) return null;
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return null;
  return { family: 4, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

/** An IPv6 address without brackets or zone id, with `::` and a dotted tail allowed (RFC 4291, 2.2); null for anything else. */
export function parseIpv6(text: string): IpAddress | null {
  if (text.length > maxLength) return null;
  let rest = text;
  const dotted = /^(.*:)([^:]*\.[^:]*)$/.exec(rest);
  if (dotted?.[1] && dotted[2]) {
    const tail = parseIpv4(dotted[2]);
    if (!tail) return null;
    rest = `${dotted[1]}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`;
  }
  const halves = rest.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return { family: 6, value: groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n) };
}

/** Either family; an IPv4-mapped IPv6 address (`::ffff:1.2.3.4`) is the IPv4 address it reaches. */
export function parseIp(text: string): IpAddress | null {
  const address = parseIpv4(text) ?? parseIpv6(text);
  return address && isMapped(address) ? ipv4Of(address) : address;
}

const isMapped = ({ family, value }: IpAddress) => family === 6 && value >> 32n === 0xffffn;
const ipv4Of = ({ value }: IpAddress): IpAddress => ({ family: 4, value: value & 0xffff_ffffn });

/** As people and `CALLBACK_ALLOW` write it: an IPv4-mapped address as the IPv4 address it is, all others as they are. */
export function plainAddress(text: string): string {
  const address = text.includes(":") ? parseIp(text) : null;
  return address?.family === 4 ? addressText(address) : text;
}

/** Dotted, or as the URL parser writes IPv6 (RFC 5952). */
export function addressText({ family, value }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]/`).hostname.slice(1, -1);
}

export type Network = { address: IpAddress; prefix: number };

/** `10.0.0.0/8` or `fc00::/7`; null for anything else. */
export function parseNetwork(text: string): Network | null {
  const [addressText = "", prefixText = "", ...more] = text.split("/");
  const address = parseIpv4(addressText) ?? parseIpv6(addressText);
  if (!address || more.length > 0 || !/^\d{1,3}$/.test(prefixText)) return null;
  const prefix = Number(prefixText);
  return prefix <= bitsOf(address) ? { address, prefix } : null;
}

/** A network that is written in the code. @throws Error when the text is none */
export function networkFrom(text: string): Network {
  const parsed = parseNetwork(text);
  if (!parsed) throw new Error(`"${text}" is not a network.`);
  return parsed;
}

export function contains({ address: base, prefix }: Network, address: IpAddress): boolean {
  const shift = BigInt(bitsOf(base) - prefix);
  return base.family === address.family && base.value >> shift === address.value >> shift;
}

/** Whether it is one address. */
export function isWhole({ address, prefix }: Network): boolean {
  return prefix === bitsOf(address);
}

/** The addresses a network begins and ends with. */
export function endsOf({ address, prefix }: Network): [first: IpAddress, last: IpAddress] {
  const free = (1n << BigInt(bitsOf(address) - prefix)) - 1n;
  const { family, value } = address;
  return [
    { family, value: value & ~free },
    { family, value: value | free },
  ];
}

/** Two addresses inside a network that differ in every bit behind its prefix, and from its ends in every second one. */
export function within(network: Network): IpAddress[] {
  const [{ family, value }, last] = endsOf(network);
  const free = last.value - value;
  const every2nd = BigInt(`0x${"5".repeat(32)}`);
  return [every2nd, every2nd << 1n].map((pattern) => ({ family, value: value | (pattern & free) }));
}

/** An IPv4-mapped network as the IPv4 network it is, any other as it is; null for a mapped one that holds more than those. */
export function unmapped(network: Network): Network | null {
  const { address, prefix } = network;
  if (!isMapped(address)) return network;
  return prefix < 96 ? null : { address: ipv4Of(address), prefix: prefix - 96 };
}

function bitsOf({ family }: IpAddress): number {
  return family === 4 ? 32 : 128;
}
