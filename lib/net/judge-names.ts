import pLimit from "p-limit";
import type { AllowRule } from "@/lib/address/allow-list";
import { type Network, parseIp } from "@/lib/address/ip-address";
import { judgeDeadName, judgeTarget, refusalSentence } from "@/lib/address/judge-target";
import { portOf } from "@/lib/address/ports";
import { type FindPrefixes, prefixesFor, findPrefixes as systemPrefixes } from "./nat64";
import { type ResolveName, resolveName } from "./resolver";

/**
 * What the name in a URL leads to, as far as can be known now. `refused` reads after "Line 2: "; `warning` is a whole
 * sentence about what may be right again at the next call.
 */
type NameVerdict = { refused?: string; warning?: string };

/** Names looked up at once: a name server must not take a save of many URLs for an attack. */
export const maxLookupsAtOnce = 32;
/** Then what has no answer is left to the calls, which ask again; a name that leads nowhere takes seconds. */
export const maxLookupsMs = 10_000;

/**
 * Resolves the names of URLs that kept the rules for their text, each name once, a few at a time and in `maxLookupsMs` altogether,
 * and judges the addresses as every call will again. Addresses are judged as well, since a NAT64 may lead from them elsewhere. A name
 * that does not resolve is a warning, unless it is an internal one: those need an allowed address.
 */
export async function judgeNames(
  urls: readonly string[],
  allow: readonly AllowRule[],
  resolve: ResolveName = resolveName,
  findPrefixes: FindPrefixes = systemPrefixes,
): Promise<Map<string, NameVerdict>> {
  const different = [...new Set(urls)];
  const names = different.map((url) => typedName(new URL(url)));
  // Addresses first: they wait for no answer.
  const inTurn = [...names.filter((name) => parseIp(name)), ...names.filter((name) => !parseIp(name))];
  const found = await lookUpAll(new Set(inTurn), async (name) => {
    const host = withoutDot(name);
    const { addresses } = parseIp(host)
      ? { addresses: [{ address: host }] }
      : await resolve(name).catch(() => ({ addresses: [] }));
    return { addresses, prefixes: await prefixesFor(addresses, findPrefixes) };
  });
  return new Map(
    different.map((url, index) => [url, judge(new URL(url), allow, found.get(names[index] ?? ""))]),
  );
}

type Found = { addresses: readonly { address: string }[]; prefixes: readonly Network[] };

const typedName = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, "");
const withoutDot = (name: string) => name.replace(/\.$/, "");

/** What was found by the time that all of it may take. Rejects where `lookUp` does. */
async function lookUpAll(
  names: ReadonlySet<string>,
  lookUp: (name: string) => Promise<Found>,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const limit = pLimit(maxLookupsAtOnce);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, maxLookupsMs);
  });
  const each = [...names].map((name) => limit(async () => void found.set(name, await lookUp(name))));
  try {
    await Promise.race([over, Promise.all(each)]);
  } finally {
    clearTimeout(timer);
    limit.clearQueue();
  }
  return new Map(found);
}

/** @param found nothing where it was not found in time */
function judge(url: URL, allow: readonly AllowRule[], found: Found | undefined): NameVerdict {
  const host = withoutDot(typedName(url));
  const port = portOf(url);
  const { addresses, prefixes } = found ?? {
    addresses: parseIp(host) ? [{ address: host }] : [],
    prefixes: [],
  };
  for (const { address } of addresses) {
    const verdict = judgeTarget({ host, address, port }, allow, prefixes);
    if (!verdict.allowed) return { refused: refusalSentence(verdict) };
  }
  if (addresses.length > 0) return {};
  const dead = judgeDeadName(host, port, allow);
  if (dead === "named") return {};
  if (dead !== null) return { refused: refusalSentence(dead) };
  const why = found ? "does not resolve at the moment" : "was not resolved in time";
  return { warning: `The name ${host} ${why}. It is asked again at every call.` };
}
