import { expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { BlockedError } from "./call-error";
import { connectGuarded } from "./connect";
import { judgeNames } from "./judge-names";
import type { ResolveName } from "./resolver";

/** A rule opens what it names and nothing else: every pair of rules, at the save and at the connection. */

const openAddresses = ["93.184.216.34", "8.8.8.8", "2606:4700::1111"];
const closedAddresses = ["10.0.0.5", "10.0.0.6", "127.0.0.1", "fd00::5", "fd00::6", "::1", "169.254.169.254"];
const addresses = [...openAddresses, ...closedAddresses];
const openNames = ["cache.my-service.com", "other.my-service.com"];
const internalNames = ["cache.corp", "intranet"];
const openPorts = [80, 8080];
const closedPorts = [22, 6379];

/** What each rule names, spelled out: which of the addresses, which of the names, which port alone. */
const rules: { text: string; addresses?: string[]; name?: string; port?: number }[] = [
  { text: "10.0.0.5/32", addresses: ["10.0.0.5"] },
  { text: "10.0.0.5/32:6379", addresses: ["10.0.0.5"], port: 6379 },
  { text: "10.0.0.0/8:22", addresses: ["10.0.0.5", "10.0.0.6"], port: 22 },
  { text: "::ffff:10.0.0.0/104", addresses: ["10.0.0.5", "10.0.0.6"] },
  { text: "[::ffff:a00:6/128]:8080", addresses: ["10.0.0.6"], port: 8080 },
  { text: "8.8.8.8/32:6379", addresses: ["8.8.8.8"], port: 6379 },
  { text: "8.8.8.8/32", addresses: ["8.8.8.8"] },
  { text: "fd00::5/128", addresses: ["fd00::5"] },
  { text: "[fd00::/8]:6379", addresses: ["fd00::5", "fd00::6"], port: 6379 },
  { text: "169.254.169.254/32:80", addresses: ["169.254.169.254"], port: 80 },
  {
    text: "0.0.0.0/0",
    addresses: ["93.184.216.34", "8.8.8.8", "10.0.0.5", "10.0.0.6", "127.0.0.1"],
  },
  { text: "host:cache.my-service.com", name: "cache.my-service.com" },
  { text: "host:cache.my-service.com:6379", name: "cache.my-service.com", port: 6379 },
  { text: "host:cache.corp:22", name: "cache.corp", port: 22 },
  { text: "host:intranet", name: "intranet" },
];
const ruleSets = [
  [],
  ...rules.map((rule) => [rule]),
  ...rules.flatMap((rule, index) => rules.slice(index + 1).map((other) => [rule, other])),
];

function mayCall(set: typeof rules, host: string, address: string, port: number): boolean {
  const naming = set.filter(
    (rule) =>
      (rule.port ?? port) === port &&
      (rule.addresses?.includes(address) || (rule.name === host && address !== "169.254.169.254")),
  );
  if (closedPorts.includes(port)) return naming.some((rule) => rule.port === port);
  return naming.length > 0 || (openAddresses.includes(address) && !internalNames.includes(host));
}

type Case = { host: string; address: string; port: number };
const cases: Case[] = [...openPorts, ...closedPorts].flatMap((port) =>
  addresses.flatMap((address) =>
    [address, ...openNames, ...internalNames].map((host) => ({ host, address, port })),
  ),
);
const resolved =
  (...addresses: string[]): ResolveName =>
  async () => ({
    addresses: addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    later: null,
  });
const urlOf = ({ host, port }: Case) => `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;

/** Every case that the judgement decides otherwise than the rules' meaning; both directions are faults. */
async function differences(judge: (one: Case, allow: string) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  for (const set of ruleSets) {
    const allow = set.map(({ text }) => text).join(",");
    for (const one of cases) {
      const may = mayCall(set, one.host, one.address, one.port);
      if ((await judge(one, allow)) !== may)
        found.push(`${allow || "no rule"}: ${urlOf(one)} at ${one.address} ${may ? "refused" : "allowed"}`);
    }
  }
  return found;
}

const findPrefixes = async () => [];

/** Whether the guard would dial; the signal ends the attempt behind the judgement, so that nothing is. */
async function connects({ host, address, port }: Case, allow: string): Promise<boolean> {
  const target = { origin: "", protocol: "http:", hostname: host, port };
  const how = {
    allow: parseAllowList(allow),
    resolve: resolved(address),
    findPrefixes,
    secureContext: null,
    sendsCertificate: false,
  };
  const error = await connectGuarded(target, how, AbortSignal.abort()).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return !(error instanceof BlockedError);
}

async function saves(one: Case, allow: string): Promise<boolean> {
  const [url, rules] = [urlOf(one), parseAllowList(allow)];
  if (!judgeCallbackUrl(url, rules).ok) return false;
  return (
    (await judgeNames([url], rules, resolved(one.address), findPrefixes)).get(url)?.refused === undefined
  );
}

test("at the connection", async () => {
  expect(await differences(connects)).toEqual([]);
});

test("at the save, where a name is resolved", async () => {
  expect(await differences(saves)).toEqual([]);
});

test("one address that no rule opens refuses the name, whatever opens its others", async () => {
  const resolve = resolved("10.0.0.5", "10.0.0.6");
  const allow = parseAllowList("10.0.0.5/32:6379");
  const target = { origin: "", protocol: "http:", hostname: "two.my-service.com", port: 6379 };
  await expect(
    connectGuarded(
      target,
      { allow, resolve, findPrefixes, secureContext: null, sendsCertificate: false },
      AbortSignal.abort(),
    ),
  ).rejects.toThrow("port 6379 is not allowed for callbacks");
  const url = "http://two.my-service.com:6379/";
  expect((await judgeNames([url], allow, resolve)).get(url)).toEqual({
    refused: "port 6379 is not allowed for callbacks.",
  });
});

test("a name that leads nowhere is saved on a port only where a rule could open it", async () => {
  const nowhere = resolved();
  const judged = async (url: string, allow: string) =>
    (await judgeNames([url], parseAllowList(allow), nowhere)).get(url);
  expect(await judged("http://intranet/", "10.0.0.0/8")).toHaveProperty("refused");
  expect(await judged("http://intranet/", "host:intranet")).toEqual({});
  expect(await judged("http://cache.my-service.com:6379/", "10.0.0.0/8:6379")).toHaveProperty("warning");
});
