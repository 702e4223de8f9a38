import { expect, test } from "vitest";
import { parseAllowList } from "./allow-list";

test.each([
  ["::ffff:10.0.0.0/90", "write an IPv4 network such as 10.0.0.0/8"],
  ["::FFFF:0:0/95", "write an IPv4 network such as 10.0.0.0/8"],
  // Each address in it is a metadata service behind a tunnel or a translator, and opens to a rule for it alone.
  ["2002:a9fe:a9fe::/48", "write its address with /128"],
  ["64:ff9b:1:a9fe:a9:fe00::/88", "write its address with /128"],
  ["2001:0:a9fe:a9fe::/64", "write its address with /128"],
  ["host:10.0.0.5", "write 10.0.0.5/32"],
  ["host:2130706433", "write 127.0.0.1/32"],
  ["host:0x7f.1:8080", "write 127.0.0.1/32"],
  ["host:a..b", "no name that a URL can have"],
  ["host:a.-b.com", "no name that a URL can have"],
  ["host:a.b.1", "no name that a URL can have"],
  [`host:${"a".repeat(64)}.com`, "no name that a URL can have"],
  ["fd00::/8:8080", "[fd00::/8]:8080"],
  ["10.0.0.5", "10.0.0.5/32"],
])("%s would open nothing: the sentence says what to write", (entry, sentence) => {
  const parse = () => parseAllowList(`127.0.0.1/32,${entry}`);
  expect(parse).toThrow(entry);
  expect(parse).toThrow(sentence);
});

test.each([
  ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
  ["[::ffff:10.0.0.5/128]:8080", "10.0.0.5/32"],
  ["::ffff:0:0/96", "0.0.0.0/0"],
  ["::/0", "::/0"],
  ["FD00:0:0::/8", "fd00::/8"],
  ["64:ff9b::/96", "64:ff9b::/96"],
  ["2002::/16", "2002::/16"],
  ["fd00:ec2::/32", "fd00:ec2::/32"],
  ["10.0.0.5/8", "10.0.0.0/8"],
  ["[fd00::5/64]:8080", "fd00::/64"],
  ["::ffff:10.0.0.5/104", "10.0.0.0/8"],
  ["169.254.169.254/31", "169.254.169.254/31"],
  ["2002:a9fe:a9fe::1/128", "2002:a9fe:a9fe::1/128"],
])("%s is the network %s", (entry, text) => {
  expect(parseAllowList(entry)).toMatchObject([{ kind: "network", text }]);
});
