import { expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { refusedPorts } from "@/lib/address/ports";
import { hostileUrls, noUrls } from "@/lib/testing/hostile-urls";
import { judgeCallbackUrl } from "./url-rules";

/** What the person reads of a line, in one piece; null when it may be saved. */
function said(url: string, allow = ""): string | null {
  const verdict = judgeCallbackUrl(url, parseAllowList(allow));
  return verdict.ok ? null : `Line 1${verdict.joint}${verdict.problem}`;
}
const permitted = (address: string, kind: string, bits = 32) =>
  `Line 1: ${address} is ${kind}. To permit it, an operator adds ${address}/${bits} to CALLBACK_ALLOW.`;

test("nothing that is blocked at the call can be saved in the first place", () => {
  expect([...hostileUrls.map(([url]) => url), ...noUrls].filter((url) => said(url) === null)).toEqual([]);
});

test.each([
  ["0.1.2.3", "a “this network” address"],
  ["10.0.0.5", "a private address"],
  ["100.64.0.1", "a carrier-grade NAT address"],
  ["127.0.0.1", "a loopback address"],
  ["169.254.169.254", "a link-local address"],
  ["172.16.0.1", "a private address"],
  ["192.0.0.8", "an address reserved for protocols"],
  ["192.0.2.1", "a documentation address"],
  ["192.31.196.1", "an AS112 address"],
  ["192.52.193.1", "an AMT address"],
  ["192.88.99.1", "a 6to4 relay address"],
  ["192.168.1.1", "a private address"],
  ["192.175.48.1", "an AS112 address"],
  ["198.18.0.1", "a benchmarking address"],
  ["198.51.100.1", "a documentation address"],
  ["203.0.113.1", "a documentation address"],
  ["224.0.0.1", "a multicast address"],
  ["240.0.0.1", "a reserved address"],
  ["168.63.129.16", "a cloud platform's internal address"],
])("http://%s/ is refused as %s", (address, kind) => {
  expect(said(`http://${address}/`)).toBe(permitted(address, kind));
  expect(said(`http://${address}/`, `${address}/32`)).toBeNull();
});

test.each([
  ["::", "not a public address"],
  ["::1", "a loopback address"],
  ["fc00::1", "a private address"],
  ["fe80::1", "a link-local address"],
  ["ff02::1", "a multicast address"],
  ["4000::1", "not a public address"],
  ["64:ff9b:1::a00:1", "not a public address"],
  ["2001::1", "an address reserved for protocols"],
  ["2001:db8::1", "a documentation address"],
  ["2002:a00:1::1", "a 6to4 address"],
  ["2620:4f:8000::1", "an AS112 address"],
  ["3fff::1", "a documentation address"],
  ["2606:4700::5efe:a00:1", "an ISATAP address"],
  ["fd00:ec2::254", "a private address"],
])("http://[%s]/ is refused as %s", (address, kind) => {
  expect(said(`http://[${address}]/`)).toBe(permitted(address, kind, 128));
  expect(said(`http://[${address}]/`, `${address}/128`)).toBeNull();
});

test("an IPv4-mapped address is named, and permitted, as the IPv4 address it is", () => {
  expect(said("http://[::ffff:10.0.0.5]/")).toBe(permitted("10.0.0.5", "a private address"));
  expect(said("http://[::ffff:10.0.0.5]/", "10.0.0.5/32")).toBeNull();
  expect(said("http://[::ffff:8.8.8.8]/")).toBeNull();
});

test.each([
  "printer.local",
  "metadata.google.internal",
  "a.localhost",
  "localhost",
  "r.home.arpa",
  "nas.lan",
])("%s is an internal name until a rule names it", (name) => {
  const sentence = `Line 1: ${name} is an internal name. To permit it, an operator adds host:${name} to CALLBACK_ALLOW.`;
  expect([said(`http://${name}/`), said(`http://${name.toUpperCase()}./`)]).toEqual([sentence, sentence]);
  expect(said(`http://${name}/`, `host:${name}`)).toBeNull();
  expect(said(`http://${name}:8080/`, `host:${name}:9090`)).not.toBeNull();
});
test.each([
  "wiki.corp",
  "a.onion",
  "a.test",
  "a.example",
  "a.invalid",
  "intranet",
  "ｌｏｃａｌｈｏｓｔ",
  "ⓛⓐⓝ",
])("%s is an internal name", (name) => {
  expect(said(`http://${name}/`)).toMatch(/ is an internal name\. To permit it, an operator adds host:/);
});

test.each([
  ["http://2130706433/", "127.0.0.1"],
  ["http://0x7f.1/", "127.0.0.1"],
  ["http://127.1/", "127.0.0.1"],
  ["http://0177.0.0.1/", "127.0.0.1"],
  ["http://①②⑦.0.0.1/", "127.0.0.1"],
  ["http://127。0。0。1/", "127.0.0.1"],
  ["http://127．0．0．1/", "127.0.0.1"],
  ["http://127｡0｡0｡1/", "127.0.0.1"],
  ["http://8.8.8.8./", "8.8.8.8"],
  ["http://8.8.8.010/", "8.8.8.8"],
])("%s is to be written in plain form", (url, plain) => {
  expect(said(url)).toBe(`Line 1: Write the address in plain form: ${plain}.`);
});

test.each([
  ["http://8.8.8.8@10.0.0.1/", "Line 1 contains a user name. Remove it."],
  ["http://a:b@c@10.0.0.1/", "Line 1 contains a password. Remove it."],
  ["http://8.8.8.8#@10.0.0.1/", "Line 1 contains a # fragment, which is never sent. Remove it."],
  ["http://8.8.8.8\\@10.0.0.1/", "Line 1 contains a backslash. Write forward slashes (/)."],
  ["http://127%2e0%2e0%2e1/", "Line 1: the host name contains a % sign. Write the name in plain letters."],
  ["http://[fe80::1%25eth0]/", "Line 1: addresses with a zone id (%) are not allowed."],
  ["file:///etc/passwd", "Line 1: must start with http:// or https://."],
])("%s: %s", (url, sentence) => {
  expect(said(url)).toBe(sentence);
});

test.each([
  ["http://my-service.com:99999/", ": the port must be between 1 and 65535."],
  ["http://my-service.com:0/", ": the port must be between 1 and 65535."],
  ["http://my-service.com:port/", ": the port must be a number, such as :8080."],
  ["http://[2606:4700::1]:99999/", ": the port must be between 1 and 65535."],
  ["http://2001:db8::1/x", ": write the IPv6 address in brackets: [2001:db8::1]."],
  [
    "http://my-service.com:80:80/",
    ": the host name has several colons. Write one before the port, and an IPv6 address in brackets.",
  ],
  ["http://[::1", ": the ] after the IPv6 address is missing."],
  ["http://[my-service.com]/", ": what stands in brackets is no IPv6 address."],
  ["http://[2606:4700::1]x/", ": only a port may follow the ], such as :8080."],
  ["http://8.8.8.256/", ": this is no IPv4 address. It has four numbers from 0 to 255."],
  ["http:///my-service.com/", " has too many slashes after http:. Write http://."],
  ["https:////my-service.com/", " has too many slashes after https:. Write https://."],
  ["http://?a=1", " has no host name after http://. Write the name of the service there."],
  ["https://http://my-service.com", " begins with two schemes. Write http:// or https:// once."],
  ["https://my-service.comhttps://other.com", " seems to hold several URLs. Put each on its own line."],
  ["htp://my-service.com", ": must start with http:// or https://. It begins with htp://."],
  ["https:/my-service.com", ": must start with http:// or https://. It begins with https:/."],
  ["http//my-service.com", ": must start with http:// or https://. It begins with http//."],
  ["http%3A%2F%2Fmy-service.com", ": must start with http:// or https://. It begins with http%3A%2F%2F."],
  [
    '"https://my-service.com"',
    ": must start with http:// or https://. It stands in quotation marks. Remove them.",
  ],
  ["<https://my-service.com>", ": must start with http:// or https://. It stands in brackets. Remove them."],
  ["- https://my-service.com", ": must start with http:// or https://."],
  ["https://my service.com/", " contains a space at position 11. Remove it."],
  ["https://my-service.com,", ": the host name contains a comma, which no host name has."],
  ["https://{host}/in", ": the host name contains {, which no host name has."],
  ["https://<host>/in", ": the host name contains <, which no host name has."],
  ["http://my-service..com/", ": the host name has a dot too many."],
  ["http://localhost../", ": the host name has a dot too many."],
  [`https://${"a".repeat(64)}.com/`, ": a part of the host name is longer than 63 characters."],
  [`https://${"a.".repeat(126)}com/`, ": the host name is longer than 253 characters."],
  ["https://my-service-.com/", ": no part of the host name may begin or end with a hyphen."],
  ["https://xn--a/", ": the host name is not valid."],
])("a slip of the keyboard is told with what to do: %s", (url, sentence) => {
  expect(said(url)).toBe(`Line 1${sentence}`);
});

test("a comma or semicolon behind a URL, as in a list, is told with the URL without it", () => {
  expect(judgeCallbackUrl("https://my-service.com/in,", [])).toMatchObject({
    note: "ends with a comma, which is sent with it",
    rewritten: "https://my-service.com/in",
  });
  expect(judgeCallbackUrl("https://my-service.com/|;", [])).toMatchObject({
    note: "ends with a semicolon, which is sent with it and holds a bare |, which some services refuse. Write %7C",
    rewritten: "https://my-service.com/%7C",
  });
  expect(judgeCallbackUrl("https://my-service.com/in?a=1,", [])).not.toHaveProperty("note");
});

test("a name with other dots is accepted and says what will be sent", () => {
  expect(judgeCallbackUrl("https://my-service。com/", [])).toMatchObject({
    ok: true,
    note: "will be sent to my-service.com",
  });
});

test("each refused port is refused, until a rule names that very port", () => {
  for (const port of refusedPorts) {
    const url = `http://hooks.my-service.com:${port}/`;
    if (port === 0) continue;
    expect(said(url)).toBe(`Line 1: port ${port} is not allowed for callbacks.`);
    expect(said(url, `host:hooks.my-service.com:${port}`)).toBeNull();
    expect(said(url, "host:hooks.my-service.com")).not.toBeNull();
  }
  expect([80, 443, 3000, 8000, 8080, 8443].filter((port) => refusedPorts.has(port))).toEqual([]);
});
