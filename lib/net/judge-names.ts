import type { AllowRule } from "@/lib/address/allow-list";
import { parseIp } from "@/lib/address/ip-address";
import { judgeDeadName, judgeTarget, refusalSentence } from "@/lib/address/judge-target";
import { portOf } from "@/lib/address/ports";
import { type FindPrefixes, prefixesFor, findPrefixes as systemPrefixes } from "./nat64";
import { type ResolveName, resolveName } from "./resolver";

/**
 * What the name in a URL leads to, as far as can be known now. `refused` reads after "Line 2: "; `warning` is a whole
 * sentence about what may be right again at the next call.
 */
export type NameVerdict = { refused?: string; warning?: string };

/**
 * Resolves the names of URLs that kept the rules for their text, all at once, and judges the addresses as every call will
 * again. Addresses are judged as well, since a NAT64 may lead from them elsewhere. A name that does not resolve is a warning, unless it is an internal one: those need an allowed address.
 */
export async function judgeNames(
  urls: readonly string[],
  allow: readonly AllowRule[],
  resolve: ResolveName = resolveName,
  findPrefixes: FindPrefixes = systemPrefixes,
): Promise<Map<string, NameVerdict>> {
  const different = [...new Set(urls)];
  const verdicts = await Promise.all(
    different.map((url) => judgeName(new URL(url), allow, { resolve, findPrefixes })),
  );
  return new Map(different.map((url, index) => [url, verdicts[index] ?? {}]));
}

async function judgeName(
  url: URL,
  allow: readonly AllowRule[],
  { resolve, findPrefixes }: { resolve: ResolveName; findPrefixes: FindPrefixes },
): Promise<NameVerdict> {
  const typed = url.hostname.replace(/^\[|\]$/g, "");
  const host = typed.replace(/\.$/, "");
  const port = portOf(url);
  const { addresses } = parseIp(host)
    ? { addresses: [{ address: host }] }
    : await resolve(typed).catch(() => ({ addresses: [] }));
  const prefixes = await prefixesFor(addresses, findPrefixes);
  for (const { address } of addresses) {
    const verdict = judgeTarget({ host, address, port }, allow, prefixes);
    if (!verdict.allowed) return { refused: refusalSentence(verdict) };
  }
  if (addresses.length > 0) return {};
  const dead = judgeDeadName(host, port, allow);
  if (dead === "named") return {};
  if (dead !== null) return { refused: refusalSentence(dead) };
  return { warning: `The name ${host} does not resolve at the moment. It is asked again at every call.` };
}
