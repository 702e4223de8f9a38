import { expect, test } from "vitest";
import { parseAllowList } from "./allow-list";
import { addressText, networkFrom, parseIp } from "./ip-address";
import { judgeTarget } from "./judge-target";
import { behindNat64, nat64Prefixes } from "./nat64";

const addressOf = (text: string) => parseIp(text) ?? { family: 6, value: -1n };

/** RFC 6052, 2.4: 192.0.2.33 under a prefix of each length. And 192.0.0.170, as a network says its prefix. */
const layouts = [
  ["2001:db8::/32", "2001:db8:c000:221::", "2001:db8:c000:aa::"],
  ["2001:db8:100::/40", "2001:db8:1c0:2:21::", "2001:db8:1c0:0:aa::"],
  ["2001:db8:122::/48", "2001:db8:122:c000:2:2100::", "2001:db8:122:c000:0:aa00::"],
  ["2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::", "2001:db8:122:3c0:0:aa::"],
  ["2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::", "2001:db8:122:344:c0:0:aa00:0"],
  ["2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33", "2001:db8:122:344::192.0.0.170"],
  ["64:ff9b::/96", "64:ff9b::192.0.2.33", "64:ff9b::192.0.0.170"],
] as const;

test.each(layouts)("under %s, %s is 192.0.2.33", (prefix, address) => {
  expect(behindNat64(addressOf(address), [networkFrom(prefix)]).map(addressText)).toContain("192.0.2.33");
});

test.each(layouts)("%s is told by %3$s, the address of ipv4only.arpa", (prefix, _, told) => {
  expect(nat64Prefixes([told])).toEqual([networkFrom(prefix)]);
});

test("a network may have several prefixes, and names without one have none", () => {
  const told = [
    "64:ff9b::c000:aa",
    "64:ff9b::c000:ab",
    "2a00:64::c000:ab",
    "192.0.0.170",
    "2a00:64::c000:ac",
  ];
  expect(nat64Prefixes(told)).toEqual([networkFrom("64:ff9b::/96"), networkFrom("2a00:64::/96")]);
  // Bits 64 to 71 are zero under every prefix.
  expect(nat64Prefixes(["2a00:64:0:0:100:0:c000:aa"])).toEqual([]);
});

/** What the verdict says of an address, where the network told of these prefixes. */
function judged(
  address: string,
  { allow = "", prefixes = ["2a00:64::/96", "fd00:64::/96"], host = address, port = 80 } = {},
) {
  const verdict = judgeTarget({ host, address, port }, parseAllowList(allow), prefixes.map(networkFrom));
  return verdict.allowed ? "allowed" : verdict.refused;
}

test("a receiver behind a NAT64 is judged by its IPv4 address", () => {
  for (const prefix of ["64:ff9b::", "2a00:64::"]) {
    expect(judged(`${prefix}808:808`)).toBe("allowed");
    expect(judged(`${prefix}a00:5`)).toBe(`${prefix}a00:5 is 10.0.0.5 behind a NAT64, a private address`);
    expect(judged(`${prefix}a00:5`, { host: "crm.example.com" })).toBe(
      `crm.example.com leads to ${prefix}a00:5, which is 10.0.0.5 behind a NAT64, a private address`,
    );
    expect(
      judged(`${prefix}a9fe:a9fe`, {
        allow: "0.0.0.0/0,[::/0],host:crm.example.com",
        host: "crm.example.com",
      }),
    ).toBe(
      `crm.example.com leads to ${prefix}a9fe:a9fe, which is 169.254.169.254 behind a NAT64, a link-local address`,
    );
    expect(judged(`${prefix}808:808`, { host: "wiki" })).toBe("wiki is an internal name");
    expect(judged(`${prefix}808:808`, { port: 25 })).toBe("port 25 is not allowed for callbacks");
  }
  expect(judged("2a00:64:1::a00:5")).toBe("allowed");
});

test("a rule for the IPv4 address opens the well-known prefix as well", () => {
  expect(judged("64:ff9b::a00:5", { allow: "10.0.0.5/32:5432", port: 5432 })).toBe("allowed");
  expect(judged("64:ff9b::a00:5", { allow: "10.0.0.5/32:8080" })).toContain("10.0.0.5 behind a NAT64");
});

test("what a name server tells closes and never opens: a private prefix is opened by the operator", () => {
  expect(judged("fd00:64::808:808")).toBe("fd00:64::808:808 is a private address");
  expect(judged("64:ff9b:1::808:808", { prefixes: ["64:ff9b:1::/96"] })).toBe(
    "64:ff9b:1::808:808 is not a public address",
  );
  expect(judged("fd00:64::808:808", { allow: "fd00:64::/96" })).toBe("allowed");
  expect(judged("fd00:64::a9fe:a9fe", { allow: "fd00:64::/96" })).toContain("169.254.169.254 behind a NAT64");
});
