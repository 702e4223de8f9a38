import { expect, test } from "vitest";
import { isLoopback, refusedKind } from "./address-policy";
import { parseIp } from "./ip-address";
import { refusedPorts } from "./ports";

/** Written out a second time on purpose: whoever changes what may be called changes it here as well. */

test("these ports are refused, and no other", () => {
  expect([...refusedPorts].join(" ")).toBe(
    "0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 " +
      "135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 " +
      "995 1719 1720 1723 2049 2375 2376 2379 2380 3306 3659 4045 4190 5060 5061 5432 6000 6379 6566 6665 6666 6667 " +
      "6668 6669 6679 6697 9200 10080 10250 11211 27017",
  );
});

test.each([
  ["0.1.2.3", "a “this network” address"],
  ["10.0.0.1", "a private address"],
  ["100.64.0.1", "a carrier-grade NAT address"],
  ["127.0.0.1", "a loopback address"],
  ["169.254.0.1", "a link-local address"],
  ["172.16.0.1", "a private address"],
  ["192.0.0.8", "an address reserved for protocols"],
  ["192.0.2.1", "a documentation address"],
  ["192.31.196.1", "an AS112 address"],
  ["192.52.193.1", "an AMT address"],
  ["192.88.99.1", "a 6to4 relay address"],
  ["192.168.0.1", "a private address"],
  ["192.175.48.1", "an AS112 address"],
  ["198.18.0.1", "a benchmarking address"],
  ["198.51.100.7", "a documentation address"],
  ["203.0.113.9", "a documentation address"],
  ["224.0.0.1", "a multicast address"],
  ["240.0.0.1", "a reserved address"],
  ["168.63.129.16", "a cloud platform's internal address"],
  ["2001::1", "an address reserved for protocols"],
  ["2001:db8::1", "a documentation address"],
  ["2002::1", "a 6to4 address"],
  ["2620:4f:8000::1", "an AS112 address"],
  ["3fff::1", "a documentation address"],
  ["::1", "a loopback address"],
  ["fd00::1", "a private address"],
  ["fe80::1", "a link-local address"],
  ["ff02::1", "a multicast address"],
  ["4000::1", "not a public address"],
  ["fe80::1%eth0", "an address with a zone id"],
  ["banana", "not an IP address"],
  ["8.8.8.8", null],
  ["2606:4700::1111", null],
])("%s is %s", (text, kind) => {
  expect(refusedKind(parseIp(text), text)).toBe(kind);
});

test("this machine's own addresses are 127.0.0.0/8 and ::1", () => {
  const loopback = (text: string) => {
    const address = parseIp(text);
    return address !== null && isLoopback(address);
  };
  expect(["127.0.0.1", "127.255.255.255", "::1"].map(loopback)).toEqual([true, true, true]);
  expect(["126.255.255.255", "128.0.0.1", "0.0.0.1", "::", "::2"].map(loopback)).toEqual(
    Array(5).fill(false),
  );
});
