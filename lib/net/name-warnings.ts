import { isAllowedHost, isInternalName, judgeAddress } from "./address-policy";
import type { AllowRule } from "./allow-list";
import { parseIp } from "./ip-address";
import { resolveName } from "./resolver";

/**
 * What will keep a saved URL from being called, as far as can be known now: a name that does not resolve, or one that
 * leads to an address that is not allowed. Warnings only: every call judges anew.
 */
export async function nameWarnings(urls: readonly string[], allow: readonly AllowRule[]): Promise<string[]> {
  const warnings = await Promise.all(urls.map((url) => nameWarning(new URL(url), allow)));
  return warnings.filter((warning) => warning !== null);
}

async function nameWarning(url: URL, allow: readonly AllowRule[]): Promise<string | null> {
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  if (parseIp(host) || isAllowedHost(host, port, allow)) return null;
  try {
    for (const { address } of await resolveName(host)) {
      const verdict = judgeAddress(address, port, allow);
      if (!verdict.allowed)
        return `${host} leads to ${address}, which is ${verdict.kind}: calls to it will be blocked.`;
      if (isInternalName(host) && judgeAddress(address, port, []).allowed) {
        return `${host} is an internal name: calls to it will be blocked unless an operator adds host:${host} to CALLBACK_ALLOW.`;
      }
    }
    return null;
  } catch {
    return `The name ${host} does not resolve at the moment. It is asked again at every call.`;
  }
}
