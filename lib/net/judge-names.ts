import { isAllowedHost, isInternalName, isMetadataAddress, judgeAddress } from "./address-policy";
import type { AllowRule } from "./allow-list";
import { parseIp, plainAddress } from "./ip-address";
import { resolveName } from "./resolver";

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
): Promise<Map<string, NameVerdict>> {
  const different = [...new Set(urls)];
  const verdicts = await Promise.all(different.map((url) => judgeName(new URL(url), allow)));
  return new Map(different.map((url, index) => [url, verdicts[index] ?? {}]));
}

async function judgeName(url: URL, allow: readonly AllowRule[]): Promise<NameVerdict> {
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  if (parseIp(host)) return {};
  const byName = isAllowedHost(host, port, allow);
  const internal = `${host} is an internal name. To permit it, an operator adds host:${host} to CALLBACK_ALLOW.`;
  try {
    for (const { address } of (await resolveName(host)).addresses) {
      if (byName && !isMetadataAddress(address)) continue;
      const verdict = judgeAddress(address, port, allow);
      if (!verdict.allowed) {
        // The rule that would open it is in the form it is judged in.
        const shown = plainAddress(address);
        const rule = `${shown}/${shown.includes(":") ? 128 : 32}`;
        return {
          refused: `${host} leads to ${shown}, which is ${verdict.kind}. To permit it, an operator adds ${rule} to CALLBACK_ALLOW.`,
        };
      }
      if (!byName && isInternalName(host) && judgeAddress(address, port, []).allowed)
        return { refused: internal };
    }
    return {};
  } catch {
    if (byName) return {};
    if (isInternalName(host)) return { refused: internal };
    return { warning: `The name ${host} does not resolve at the moment. It is asked again at every call.` };
  }
}
