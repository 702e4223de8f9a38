import { embeddedIpv4, isIsatap } from "./embedded-ipv4";
import { contains, type IpAddress, type Network, networkFrom, parseIp } from "./ip-address";

/** Which addresses are public. Pure: the dialog applies it too. */

/** IANA special-purpose registries (RFC 6890 and successors), and addresses of cloud metadata services. */
const refusedIpv4 = table([
  ["0.0.0.0/8", "a “this network” address"],
  ["10.0.0.0/8", "a private address"],
  ["100.64.0.0/10", "a carrier-grade NAT address"],
  ["127.0.0.0/8", "a loopback address"],
  ["169.254.0.0/16", "a link-local address"],
  ["172.16.0.0/12", "a private address"],
  ["192.0.0.0/24", "an address reserved for protocols"],
  ["192.0.2.0/24", "a documentation address"],
  ["192.31.196.0/24", "an AS112 address"],
  ["192.52.193.0/24", "an AMT address"],
  ["192.88.99.0/24", "a 6to4 relay address"],
  ["192.168.0.0/16", "a private address"],
  ["192.175.48.0/24", "an AS112 address"],
  ["198.18.0.0/15", "a benchmarking address"],
  ["198.51.100.0/24", "a documentation address"],
  ["203.0.113.0/24", "a documentation address"],
  ["224.0.0.0/4", "a multicast address"],
  ["240.0.0.0/4", "a reserved address"],
  ["168.63.129.16/32", "a cloud platform's internal address"],
]);
const globalUnicastIpv6 = networkFrom("2000::/3");
const refusedIpv6 = table([
  ["2001::/23", "an address reserved for protocols"],
  ["2001:db8::/32", "a documentation address"],
  ["2002::/16", "a 6to4 address"],
  ["2620:4f:8000::/48", "an AS112 address"],
  ["3fff::/20", "a documentation address"],
]);

/** Metadata services hand out credentials: a broad rule does not open them, only one that names the very address. */
const metadata = [
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "169.254.42.42",
  "169.254.0.23",
  "100.96.0.96",
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd00:42::42",
  "fd00:c1::a9fe:a9fe",
  "fe80::a9fe:a9fe",
  "fd20:ce::254",
]
  .map(parseIp)
  .filter((address) => address !== null);

/**
 * Whether this is a metadata service's address, or one that a translator or tunnel would turn into one: 64:ff9b::a9fe:a9fe
 * is 169.254.169.254 behind a NAT64.
 */
export function isMetadata(address: IpAddress): boolean {
  return [address, ...embeddedIpv4(address)].some(({ family, value }) =>
    metadata.some((one) => one.family === family && one.value === value),
  );
}

/** Why the address is not public, as what it is: "a private address"; null for a public one. @param text as it was given */
export function refusedKind(address: IpAddress | null, text: string): string | null {
  if (!address) return text.includes("%") ? "an address with a zone id" : "not an IP address";
  return kindOf(address);
}

/** Whether it is this machine's own, which nobody else reaches: 127.0.0.0/8 or ::1. */
export function isLoopback({ family, value }: IpAddress): boolean {
  return family === 4 ? value >> 24n === 127n : value === 1n;
}

function kindOf(address: IpAddress): string | null {
  if (address.family === 6 && !contains(globalUnicastIpv6, address)) return kindOutsideGlobal(address);
  const rows = address.family === 4 ? refusedIpv4 : refusedIpv6;
  const kind = rows.find(([refused]) => contains(refused, address))?.[1] ?? null;
  // Under a public prefix, but a router of that network would hand it to an IPv4 host inside.
  if (kind === null && address.family === 6 && isIsatap(address.value))
    return embeddedIpv4(address).some((inner) => kindOf(inner) !== null) ? "an ISATAP address" : null;
  return kind;
}

function kindOutsideGlobal({ value }: IpAddress): string {
  if (value === 1n) return "a loopback address";
  if (value >> 121n === 0xfcn >> 1n) return "a private address";
  if (value >> 118n === 0xfe80n >> 6n) return "a link-local address";
  if (value >> 120n === 0xffn) return "a multicast address";
  return "not a public address";
}

function table(rows: [text: string, kind: string][]): [Network, string][] {
  return rows.map(([text, kind]) => [networkFrom(text), kind]);
}
