/** What a name's records are when it is asked: CNAMEs first, in order, then addresses under the last of them. */
type Records = { cname?: string[]; a?: string[]; aaaa?: string[] };

/** One answer a question of each type; the last stands for all that follow, or all begin anew where `cycle` says so. */
type Script = { answers: Records[]; cycle?: boolean };
export type Zone = Record<string, Script>;

const always = (records: Records): Script => ({ answers: [records] });

/** Names whose records, or some of them, lead inward, each with the clause that the cause must name. */
type HostileName = { name: string; script: Script; clause: string | RegExp };

const leadsTo = (name: string, address: string, kind: string) =>
  `${name} leads to ${address}, which is ${kind}`;
const under = (label: string) => `${label}.callboard-check.com`;

function leading(label: string, records: Records, address: string, kind: string): HostileName {
  return { name: under(label), script: always(records), clause: leadsTo(under(label), address, kind) };
}

/** This address stands in hostile answers beside bad ones: even it must not be reached then. */
const decoy = "151.101.1.69";
const decoy6 = "2a04:4e42::645";

export const hostileNames: readonly HostileName[] = [
  leading("private", { a: ["10.0.0.5"] }, "10.0.0.5", "a private address"),
  leading("loopback", { a: ["127.0.0.1"] }, "127.0.0.1", "a loopback address"),
  leading("any", { a: ["0.0.0.0"] }, "0.0.0.0", "a “this network” address"),
  leading("metadata", { a: ["169.254.169.254"] }, "169.254.169.254", "a link-local address"),
  leading("azure", { a: ["168.63.129.16"] }, "168.63.129.16", "a cloud platform's internal address"),
  leading("mixed", { a: [decoy, "10.0.0.5"] }, "10.0.0.5", "a private address"),
  leading("mixed-first", { a: ["192.168.1.1", decoy] }, "192.168.1.1", "a private address"),
  leading("mixed-many", { a: [decoy, decoy, decoy, decoy, "127.0.0.1"] }, "127.0.0.1", "a loopback address"),
  leading("six-private", { a: [decoy], aaaa: ["fd00::5"] }, "fd00::5", "a private address"),
  leading("six-loopback", { a: [decoy], aaaa: ["::1"] }, "::1", "a loopback address"),
  leading("four-private", { a: ["10.0.0.5"], aaaa: [decoy6] }, "10.0.0.5", "a private address"),
  leading("six-mixed", { aaaa: [decoy6, "fe80::1"] }, "fe80::1", "a link-local address"),
  leading("mapped", { aaaa: ["::ffff:10.0.0.5"] }, "10.0.0.5", "a private address"),
  leading("mapped-metadata", { aaaa: ["::ffff:169.254.169.254"] }, "169.254.169.254", "a link-local address"),
  leading("compatible", { aaaa: ["::7f00:1"] }, "::127.0.0.1", "not a public address"),
  leading(
    "nat64",
    { aaaa: ["64:ff9b::a9fe:a9fe"] },
    "64:ff9b::a9fe:a9fe",
    "169.254.169.254 behind a NAT64, a link-local address",
  ),
  leading(
    "nat64-own",
    { aaaa: ["2a00:64::a00:5"] },
    "2a00:64::a00:5",
    "10.0.0.5 behind a NAT64, a private address",
  ),
  leading("nat64-local", { aaaa: ["64:ff9b:1::a00:5"] }, "64:ff9b:1::a00:5", "not a public address"),
  leading("six-to-four", { aaaa: ["2002:a00:5::1"] }, "2002:a00:5::1", "a 6to4 address"),
  leading(
    "teredo",
    { aaaa: ["2001:0:808:808::80ff:fffe"] },
    "2001:0:808:808::80ff:fffe",
    "an address reserved for protocols",
  ),
  leading("isatap", { aaaa: ["2606:4700::5efe:a00:1"] }, "2606:4700::5efe:a00:1", "an ISATAP address"),
  leading("aws-six", { aaaa: ["fd00:ec2::254"] }, "fd00:ec2::254", "a private address"),
  leading("alias", { cname: ["intranet.corp"], a: ["10.0.0.9"] }, "10.0.0.9", "a private address"),
  leading(
    "alias-chain",
    { cname: ["a.callboard-check.com", "b.example.net", "metadata.google.internal"], a: ["169.254.169.254"] },
    "169.254.169.254",
    "a link-local address",
  ),
  leading(
    "alias-mixed",
    { cname: ["c.example.net"], a: [decoy, "172.16.0.9"] },
    "172.16.0.9",
    "a private address",
  ),
  // Their addresses are public: it is the name that means something else in every network.
  ...[
    "printer.local",
    "metadata.google.internal",
    "app.localhost",
    "router.home.arpa",
    "nas.lan",
    "wiki.corp",
    "a.test",
    "a.example",
    "a.invalid",
    "intranet",
  ].map(
    (name): HostileName => ({
      name,
      script: always({ a: [decoy] }),
      clause: new RegExp(
        `${name.replaceAll(".", "\\.")} (is an internal name|leads to (127\\.0\\.0\\.1|::1), which is a loopback address)`,
      ),
    }),
  ),
  {
    name: "wiki",
    script: always({ a: ["10.0.0.7"] }),
    clause: leadsTo("wiki", "10.0.0.7", "a private address"),
  },
  {
    name: "localhost",
    script: always({ a: [decoy] }),
    clause: /localhost leads to (127\.0\.0\.1|::1), which is a loopback address/,
  },
  {
    name: under("in-hosts-file"),
    script: { answers: [] },
    clause: leadsTo(under("in-hosts-file"), "10.0.0.66", "a private address"),
  },
  // Opened by a broad rule or by name, but a metadata service opens to a rule for the very address only.
  {
    name: "opened-metadata.callboard-check.com",
    script: always({ a: ["169.254.169.254"] }),
    clause: leadsTo(under("opened-metadata"), "169.254.169.254", "a link-local address"),
  },
  {
    name: "opened-nat64.callboard-check.com",
    script: always({ aaaa: ["64:ff9b::a9fe:a9fe"] }),
    clause: leadsTo(
      under("opened-nat64"),
      "64:ff9b::a9fe:a9fe",
      "169.254.169.254 behind a NAT64, a link-local address",
    ),
  },
  {
    name: "opened-mixed.callboard-check.com",
    script: always({ a: ["10.79.0.1", "169.254.169.254"] }),
    clause: leadsTo(under("opened-mixed"), "169.254.169.254", "a link-local address"),
  },
  {
    name: "opened-port.callboard-check.com",
    script: always({ a: ["10.79.0.2"] }),
    clause: leadsTo(under("opened-port"), "10.79.0.2", "a private address"),
  },
];

/** What the operator opens in these tests. */
export const callbackAllow = [
  "10.77.0.5/32",
  "10.78.0.0/16:8080",
  "[fd77::/16]:8080",
  "169.254.169.0/24",
  "100.100.100.0/24",
  "fd00:ec2::/32",
  "[64:ff9b::/96]:8080",
  "host:partner.internal",
  "host:opened-metadata.callboard-check.com",
  "host:opened-nat64.callboard-check.com",
  "host:opened-mixed.callboard-check.com",
  "host:opened-port.callboard-check.com:8080",
];

/** A call that must arrive, and where. */
type Control = { url: string; address: string; records?: Records };

const named = (label: string, address: string, records: Records): Control => ({
  url: `http://${under(label)}/${label}`,
  address,
  records,
});

export const controls: readonly Control[] = [
  { url: "http://93.184.216.34/plain", address: "93.184.216.34" },
  { url: "http://1.1.1.1:8080/port", address: "1.1.1.1" },
  { url: "http://223.255.255.254/last", address: "223.255.255.254" },
  { url: "http://172.32.0.1/beside-a-private-range", address: "172.32.0.1" },
  { url: "http://100.63.255.255/beside-nat", address: "100.63.255.255" },
  { url: "http://168.63.129.17/beside-azure", address: "168.63.129.17" },
  { url: "http://[2606:4700::1111]/six", address: "2606:4700::1111" },
  { url: "http://[2a00:1450:4001::200e]:8080/six-port", address: "2a00:1450:4001::200e" },
  { url: "http://[2001:4860:4860::8888]/six-beside-teredo", address: "2001:4860:4860::8888" },
  { url: "http://[::ffff:8.8.8.8]/mapped-public", address: "8.8.8.8" },
  named("public", "93.184.216.35", { a: ["93.184.216.35"] }),
  named("public-six", "2606:4700::1112", { aaaa: ["2606:4700::1112"] }),
  named("public-both", "93.184.216.36", { a: ["93.184.216.36"], aaaa: ["2606:4700::1113"] }),
  { url: "http://[64:ff9b::808:808]/nat64-public", address: "64:ff9b::808:808" },
  named("public-nat64", "2a00:64::808:808", { aaaa: ["2a00:64::808:808"] }),
  named("public-alias", "93.184.216.37", {
    cname: ["edge.example.net", "pop-1.example.net"],
    a: ["93.184.216.37"],
  }),
  {
    url: "http://dotted.callboard-check.com./dotted",
    address: "93.184.216.38",
    records: { a: ["93.184.216.38"] },
  },
  {
    url: "http://xn--bcher-kva.callboard-check.com/idn",
    address: "93.184.216.39",
    records: { a: ["93.184.216.39"] },
  },
  { url: "http://10.77.0.5/allowed", address: "10.77.0.5" },
  { url: "http://10.78.1.1:8080/allowed-port", address: "10.78.1.1" },
  { url: "http://[fd77::1]:8080/allowed-six-port", address: "fd77::1" },
  { url: "http://169.254.169.1/allowed-link-local", address: "169.254.169.1" },
  { url: "http://partner.internal/allowed-name", address: "10.79.0.1", records: { a: ["10.79.0.1"] } },
];

/** All names above, as the name server is to answer for them, and the prefix of this network's own NAT64. */
export const zone: Zone = Object.fromEntries([
  ["ipv4only.arpa", always({ a: ["192.0.0.170"], aaaa: ["2a00:64::c000:aa"] })],
  ...hostileNames.map(({ name, script }) => [name, script] as const),
  ...controls.flatMap(({ url, records }) =>
    records ? [[new URL(url).hostname.replace(/\.$/, ""), always(records)] as const] : [],
  ),
]);
