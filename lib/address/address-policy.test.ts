import { expect, test } from "vitest";
import { type AllowRule, parseAllowList } from "./allow-list";
import { judgeTarget } from "./judge-target";

const judgeAddress = (address: string, port: number, allow: AllowRule[]) =>
  judgeTarget({ host: address, address, port }, allow);

const refused =
  `0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.254 169.254.0.1
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.175.48.1
198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::ffff:10.0.0.1 ::ffff:7f00:1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:1ff::1
2001:db8::1 2002:7f00:1::1 2002::1 2620:4f:8000::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1
5f00::1`.split(/\s+/);
const allowed =
  `1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 169.253.255.255
172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1 223.255.255.255 168.63.129.17
::ffff:8.8.8.8 64:ff9b::808:808 2001:200::1 2001:4860:4860::8888 2003::1 2606:4700::1111 2a00:1450::1 3ffe::1`.split(
    /\s+/,
  );

test.each(refused)("%s is refused", (address) => {
  expect(judgeAddress(address, 80, []).allowed).toBe(false);
});

test.each(allowed)("%s is public", (address) => {
  expect(judgeAddress(address, 80, [])).toEqual({ allowed: true });
});

test("a rule opens its network, on its port only when it names one", () => {
  const allow = parseAllowList("10.1.0.0/16, 127.0.0.1/32:8080, fd00::/8, [fc00::/8]:99");
  const open = (address: string, port: number) => judgeAddress(address, port, allow).allowed;
  expect([open("10.1.2.3", 80), open("::ffff:10.1.2.3", 80), open("10.2.0.1", 80)]).toEqual([
    true,
    true,
    false,
  ]);
  expect([open("127.0.0.1", 8080), open("127.0.0.1", 80)]).toEqual([true, false]);
  expect([open("fd12::1", 80), open("fc00::1", 80), open("fc00::1", 99)]).toEqual([true, false, true]);
});

test("metadata services open to an exact rule only", () => {
  const open = (text: string) => judgeAddress("169.254.169.254", 80, parseAllowList(text)).allowed;
  expect([open("169.254.0.0/16"), open("0.0.0.0/0"), open("169.254.169.254/32")]).toEqual([
    false,
    false,
    true,
  ]);
});

test.each([
  "10.0.0.0",
  "10.0.0.0/33",
  "host:",
  "host:a b",
  "::/129",
  "10.0.0.1/8:0",
  "10.0.0.1/8:70000",
  "banana",
])("%j is no rule, and the sentence names it", (entry) => {
  expect(() => parseAllowList(`127.0.0.1/32,${entry}`)).toThrow(entry);
});
