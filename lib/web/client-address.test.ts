import { expect, test } from "vitest";
import { clientAddress } from "./client-address";

test.each([
  ["nobody in front", "203.0.113.9", null, "203.0.113.9"],
  ["a client that makes itself an address", "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["a proxy on this machine", "127.0.0.1", "203.0.113.9", "203.0.113.9"],
  [
    "a proxy, and a client that wrote the first entry",
    "10.0.0.2",
    "198.51.100.1, 203.0.113.9",
    "203.0.113.9",
  ],
  ["two proxies", "10.0.0.2", "198.51.100.1, 203.0.113.9, 10.0.0.3", "203.0.113.9"],
  ["a colleague behind the proxy", "10.0.0.2", "192.168.9.9, 192.168.0.7", "192.168.0.7"],
  ["a proxy that writes ports", "::1", "[2001:db8::7]:4711", "2001:db8::7"],
  ["a proxy that writes brackets without a port", "::1", "[2001:db8::7]", "2001:db8::7"],
  ["a proxy that writes a port after IPv4", "::1", "203.0.113.199:65535", "203.0.113.199"],
  ["a proxy that writes IPv4 as IPv6", "::1", "::FFFF:203.0.113.19", "203.0.113.19"],
  ["a neighbour with a zone id", "fe80::1%eth0", null, "fe80::1"],
  ["two proxies, all of them inside", "10.0.0.2", "192.168.9.9, 192.168.0.7, 10.0.0.3", "10.0.0.3"],
  ["a proxy that says nothing", "::ffff:127.0.0.1", null, "127.0.0.1"],
  ["a proxy that forwards nonsense", "127.0.0.1", "203.0.113.9, unknown", "127.0.0.1"],
  ["no socket known", null, "203.0.113.9", null],
])("%s: %s said %s", (_, peer, forwarded, address) => {
  const headers = new Headers();
  if (peer) headers.set("x-callboard-peer", peer);
  if (forwarded) headers.set("x-forwarded-for", forwarded);
  expect(clientAddress(headers)).toBe(address);
});
