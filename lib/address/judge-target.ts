import { isMetadata, refusedKind } from "./address-policy";
import { type AllowRule, networkOf } from "./allow-list";
import { isInternalName } from "./host-name";
import { contains, type IpAddress, isWhole, parseIp, plainAddress } from "./ip-address";
import { refusedPorts } from "./ports";

/** Where a call would go: the URL's host without brackets, and an address it leads to; null while that is not known. */
export type CallTarget = { host: string; address: string | null; port: number };

/** `refused` is a clause, "10.0.0.5 is a private address"; `permit` what CALLBACK_ALLOW would need, where one entry would do. */
export type Refusal = { allowed: false; refused: string; permit: string | null };
export type TargetVerdict = { allowed: true } | Refusal;

/**
 * Whether a callback may go there: to a public address on a port of the web, and to whatever a rule names, on the port it
 * names. The one place that says so, asked at the save and at every connection. Of a name whose address is not known, it
 * says whether some address could be allowed. An IPv4-mapped IPv6 address is judged as IPv4; a zone id is refused. Pure.
 */
export function judgeTarget(target: CallTarget, allow: readonly AllowRule[]): TargetVerdict {
  const { host, address, port } = target;
  const parsed = address === null ? null : parseIp(address);
  const naming = allow.filter((rule) => names(rule, target, parsed));
  if (refusedPorts.has(port) && !naming.some((rule) => rule.port === port))
    return { allowed: false, refused: `port ${port} is not allowed for callbacks`, permit: null };
  if (naming.length > 0) return { allowed: true };
  const kind = address === null ? null : refusedKind(parsed, address);
  const isName = parseIp(host) === null && host !== address;
  if (address !== null && kind !== null) {
    const shown = plainAddress(address);
    return {
      allowed: false,
      refused: isName ? `${host} leads to ${shown}, which is ${kind}` : `${shown} is ${kind}`,
      permit: `${shown}/${shown.includes(":") ? 128 : 32}`,
    };
  }
  return isName && isInternalName(host) ? internalName(host) : { allowed: true };
}

/** Of a name that leads nowhere: no network can open it, only a rule for the name itself. */
export function judgeDeadName(
  host: string,
  port: number,
  allow: readonly AllowRule[],
): "named" | Refusal | null {
  const target = { host, address: null, port };
  if (allow.some((rule) => rule.kind === "host" && names(rule, target, null))) return "named";
  return isInternalName(host) ? internalName(host) : null;
}

const internalName = (host: string): Refusal => ({
  allowed: false,
  refused: `${host} is an internal name`,
  permit: `host:${host}`,
});

/** The refusal as a sentence for whoever typed the URL: what is wrong, and what an operator could do. */
export function refusalSentence({ refused, permit }: Refusal): string {
  return permit === null
    ? `${refused}.`
    : `${refused}. To permit it, an operator adds ${permit} to CALLBACK_ALLOW.`;
}

/** Whether the rule opens this target; of an unknown address, whether it could. */
function names(rule: AllowRule, { host, address, port }: CallTarget, parsed: IpAddress | null): boolean {
  if (rule.port !== undefined && rule.port !== port) return false;
  if (rule.kind === "host")
    return host.toLowerCase().replace(/\.$/, "") === rule.host && !(parsed && isMetadata(parsed));
  if (address === null) return true;
  const network = networkOf(rule.text);
  return parsed !== null && contains(network, parsed) && (isWhole(network) || !isMetadata(parsed));
}
