import type { AllowRule } from "@/lib/address/allow-list";
import { parseIp } from "@/lib/address/ip-address";
import { judgeDeadName, judgeTarget, refusalSentence } from "@/lib/address/judge-target";
import { portOf } from "@/lib/address/ports";
import { type ResolveName, resolveName } from "./resolver";

/**
 * What the name in a URL leads to, as far as can be known now. `refused` reads after "Line 2: "; `warning` is a whole
 * sentence about what may be right again at the next call.
 */
export type NameVerdict = { refused?: string; warning?: string };

/**
 * Resolves the names of URLs that kept the rules for their text, all at once, and judges the addresses as every call will
 * again. A name that does not resolve is a warning, unless it is an internal one: those need an allowed address.
 */
export async function judgeNames(
  urls: readonly string[],
  allow: readonly AllowRule[],
  resolve: ResolveName = resolveName,
): Promise<Map<string, NameVerdict>> {
  const different = [...new Set(urls)];
  const verdicts = await Promise.all(different.map((url) => judgeName(new URL(url), allow, resolve)));
  return new Map(different.map((url, index) => [url, verdicts[index] ?? {}]));
}

async function judgeName(url: URL, allow: readonly AllowRule[], resolve: ResolveName): Promise<NameVerdict> {
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = portOf(url);
  if (parseIp(host)) return {};
  const { addresses } = await resolve(host).catch(() => ({ addresses: [] }));
  for (const { address } of addresses) {
    const verdict = judgeTarget({ host, address, port }, allow);
    if (!verdict.allowed) return { refused: refusalSentence(verdict) };
  }
  if (addresses.length > 0) return {};
  const dead = judgeDeadName(host, port, allow);
  if (dead === "named") return {};
  if (dead !== null) return { refused: refusalSentence(dead) };
  return { warning: `The name ${host} does not resolve at the moment. It is asked again at every call.` };
}
