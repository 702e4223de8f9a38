import { expect, test } from "vitest";
import { isMetadata } from "./address-policy";
import { parseAllowList } from "./allow-list";
import { embeddedIpv4 } from "./embedded-ipv4";
import { isInternalName } from "./host-name";
import { parseIp } from "./ip-address";
import { judgeTarget } from "./judge-target";

const open = (address: string, allow: string, port = 80) =>
  judgeTarget({ host: address, address, port }, parseAllowList(allow)).allowed;
const isMetadataAddress = (text: string) => {
  const address = parseIp(text);
  return address !== null && isMetadata(address);
};
const broad = "0.0.0.0/0,::/0";

test.each([
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "169.254.42.42",
  "169.254.0.23",
  "100.100.100.200",
  "100.96.0.96",
  "192.0.0.192",
  "168.63.129.16",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd00:42::42",
  "fd00:c1::a9fe:a9fe",
  "fd20:ce::254",
  "fe80::a9fe:a9fe",
  // 169.254.169.254 as tunnels and translators write it.
  "::a9fe:a9fe",
  "::ffff:0:a9fe:a9fe",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::a9fe:a9fe",
  "64:ff9b:1:a9fe:a9:fe00::",
  "64:ff9b:1:a9:fe:a9fe::",
  "64:ff9b:1:0:a9:fea9:fe00::",
  "2002:a9fe:a9fe::1",
  "2001:0:808:808::5601:5601",
  "fe80::5efe:a9fe:a9fe",
  "2606:4700::200:5efe:a9fe:a9fe",
])("%s opens to a rule for it alone", (address) => {
  const exact = `${address}/${address.includes(":") ? 128 : 32}`;
  expect(isMetadataAddress(address)).toBe(true);
  expect([open(address, ""), open(address, broad), open(address, exact)]).toEqual([false, false, true]);
});

test("an IPv4-mapped metadata address opens to the IPv4 rule alone", () => {
  expect(open("::ffff:169.254.169.254", broad)).toBe(false);
  expect(open("::ffff:169.254.169.254", "169.254.169.254/32")).toBe(true);
});

test.each(["10.0.0.1", "8.8.8.8", "64:ff9b::808:808", "2606:4700::1111", "fd00::1"])(
  "%s is no metadata address",
  (address) => {
    expect(isMetadataAddress(address)).toBe(false);
    expect(open(address, broad)).toBe(true);
  },
);

test("a public address that happens to hold a private one in its last bits stays public", () => {
  expect(open("2606:4700::a00:1", "")).toBe(true);
  expect(open("2606:4700::5efe:808:808", "")).toBe(true);
  const address = parseIp("2606:4700::a00:1");
  expect(address && embeddedIpv4(address)).toEqual([]);
});

test.each(["localhost", "localhost.", "LOCALHOST..", "a.Local", "x.home.arpa.", "printer", "a.internal.."])(
  "%s is internal however it is written",
  (name) => expect(isInternalName(name)).toBe(true),
);
test.each(["local.com", "internal.example.com", "my-service.com.", "localhost.my-service.com"])(
  "%s is not internal",
  (name) => expect(isInternalName(name)).toBe(false),
);

test("a host rule opens its name alone, no name under it, on its port alone", () => {
  const allow = parseAllowList("host:Hooks.Corp, host:cache.corp:6379");
  const opened = (host: string, port = 80) => judgeTarget({ host, address: "10.0.0.1", port }, allow).allowed;
  expect([opened("hooks.corp"), opened("HOOKS.corp."), opened("hooks.corp", 8080)]).toEqual([
    true,
    true,
    true,
  ]);
  expect([
    opened("a.hooks.corp"),
    opened("corp"),
    opened("xhooks.corp"),
    opened("hooks.corp.evil.com"),
  ]).toEqual([false, false, false, false]);
  expect([opened("cache.corp", 6_379), opened("cache.corp", 80)]).toEqual([true, false]);
});
