import { controls, type Zone } from "./zone";

/** What happens over time: names that move between one question and the next, redirects, saves. */

const under = (label: string) => `${label}.callboard-check.com`;

/** Public addresses of names that are public at times; only at those times may they be reached. */
const rebindAddress = "93.184.216.60";
const keptAddress = "93.184.216.61";
const movedAddress = "93.184.216.62";
const testAddress = "93.184.216.63";
const redirectAddress = "93.184.216.64";

/** A name whose answers change, how often it is called, and what of the results (in any order) is wrong. */
type Rebinding = {
  title: string;
  url: string;
  zone: Zone;
  calls: number;
  /** All calls at once, each to a URL of its own under the one name. */
  atOnce: boolean;
  results: (said: string[]) => string[];
};

const isBlocked = (address: string) => (said: string) =>
  said.startsWith("blocked Not sent: ") && said.includes(` leads to ${address}, which is `);
const isDelivered = (said: string) => said === "delivered Answered 200 OK.";

function turning(label: string, title: string, zone: Zone[string], inward: string): Rebinding {
  return {
    title,
    url: `http://${under(label)}/${label}`,
    zone: { [under(label)]: zone },
    calls: 2,
    atOnce: false,
    results: ([first = "", second = ""]) => [
      ...(isDelivered(first) ? [] : [first]),
      ...(isBlocked(inward)(second) ? [] : [second]),
    ],
  };
}

export const rebinding: readonly Rebinding[] = [
  turning(
    "turns-private",
    "first answer public, second private: the first call arrives, the second is blocked",
    { answers: [{ a: [rebindAddress] }, { a: ["10.0.0.20"] }] },
    "10.0.0.20",
  ),
  turning(
    "turns-metadata",
    "first answer public, second a metadata address",
    { answers: [{ a: [rebindAddress] }, { a: ["169.254.169.254"] }] },
    "169.254.169.254",
  ),
  turning(
    "turns-mixed",
    "first answer public, second public and private",
    { answers: [{ a: [rebindAddress] }, { a: [rebindAddress, "127.0.0.1"] }] },
    "127.0.0.1",
  ),
  turning(
    "turns-six",
    "an IPv6 address comes up later, and it is private",
    { answers: [{ a: [rebindAddress] }, { a: [rebindAddress], aaaa: ["fd00::20"] }] },
    "fd00::20",
  ),
  turning(
    "turns-alias",
    "first answer public, second an alias of something internal",
    { answers: [{ a: [rebindAddress] }, { cname: ["db.corp"], a: ["172.16.0.20"] }] },
    "172.16.0.20",
  ),
  {
    title: "answers that alternate with every question: whatever is judged is what is connected to",
    url: `http://${under("alternates")}/alternates`,
    zone: { [under("alternates")]: { answers: [{ a: [rebindAddress] }, { a: ["127.0.0.1"] }], cycle: true } },
    calls: 40,
    atOnce: true,
    results: (said) => [
      ...said.filter((one) => !isDelivered(one) && !isBlocked("127.0.0.1")(one)),
      ...(said.some(isDelivered) && said.some(isBlocked("127.0.0.1")) ? [] : ["only one of both happened"]),
    ],
  },
];

export const redirects = [
  { url: `http://${redirectAddress}/redirect-metadata`, outcome: "redirect" },
  { url: `http://${redirectAddress}/redirect-loopback`, outcome: "redirect" },
  { url: `http://${redirectAddress}/redirect-name`, outcome: "redirect" },
  { url: `http://${redirectAddress}/misdirected`, outcome: "redirect" },
  { url: `http://${redirectAddress}/alternative`, outcome: "delivered" },
];

/** Names that are public at the save or while a connection is made, and then move. */
export const renamed = {
  before: {
    [under("kept")]: { answers: [{ a: [keptAddress] }] },
    [under("moved")]: { answers: [{ a: [movedAddress] }] },
    [under("test-turns")]: { answers: [{ a: [testAddress] }, { a: ["10.0.0.23"] }] },
  } satisfies Zone,
  after: {
    [under("kept")]: { answers: [{ a: ["10.0.0.21"] }] },
    [under("moved")]: { answers: [{ a: ["10.0.0.22"] }] },
  } satisfies Zone,
  kept: `http://${under("kept")}/kept`,
  saved: `http://${under("moved")}/saved`,
  savedControl: "http://93.184.216.65/saved-control",
  refused: [
    {
      url: `http://${under("private")}/`,
      problem: `Line 1: ${under("private")} leads to 10.0.0.5, which is a private address. To permit it, an operator adds 10.0.0.5/32 to CALLBACK_ALLOW.`,
    },
    {
      url: `http://${under("mapped")}/`,
      problem: `Line 2: ${under("mapped")} leads to 10.0.0.5, which is a private address. To permit it, an operator adds 10.0.0.5/32 to CALLBACK_ALLOW.`,
    },
    {
      url: `http://${under("six-private")}/`,
      problem: `Line 3: ${under("six-private")} leads to fd00::5, which is a private address. To permit it, an operator adds fd00::5/128 to CALLBACK_ALLOW.`,
    },
    {
      url: `http://${under("alias-chain")}/`,
      problem: `Line 4: ${under("alias-chain")} leads to 169.254.169.254, which is a link-local address. To permit it, an operator adds 169.254.169.254/32 to CALLBACK_ALLOW.`,
    },
    {
      url: "http://intranet/",
      problem:
        "Line 5: intranet is an internal name. To permit it, an operator adds host:intranet to CALLBACK_ALLOW.",
    },
    {
      url: `http://${under("opened-metadata")}/`,
      problem: `Line 6: ${under("opened-metadata")} leads to 169.254.169.254, which is a link-local address. To permit it, an operator adds 169.254.169.254/32 to CALLBACK_ALLOW.`,
    },
  ],
};

const publicAddresses = new Set([
  ...controls.map(({ address }) => address),
  rebindAddress,
  keptAddress,
  movedAddress,
  testAddress,
  redirectAddress,
  "93.184.216.65",
]);

export const reachable = {
  /** By list, not by the policy under test. Allowed inward addresses are on it only by way of a control. */
  addresses: (address: string, port: number) =>
    publicAddresses.has(address) &&
    (port === 80 || port === 443 || port === 8080) &&
    !(/^10\.78\.|^fd77:/.test(address) && port !== 8080),
  /** Sent by the test button, in this order. */
  tested: [
    {
      url: `http://${under("private")}/tested`,
      outcome: "blocked",
      cause: `Not sent: ${under("private")} leads to 10.0.0.5, which is a private address.`,
    },
    { url: `http://${testAddress}/tested-control`, outcome: "delivered", cause: "Answered 200 OK." },
    { url: `http://${under("test-turns")}/tested-1`, outcome: "delivered", cause: "Answered 200 OK." },
    {
      url: `http://${under("test-turns")}/tested-2`,
      outcome: "blocked",
      cause: `Not sent: ${under("test-turns")} leads to 10.0.0.23, which is a private address.`,
    },
  ],
};
