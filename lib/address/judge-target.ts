import { isMetadata, refusedKind } from "./address-policy";
import { type AllowRule, networkOf } from "./allow-list";
import { isInternalName } from "./host-name";
import {
  addressText,
  contains,
  type IpAddress,
  isWhole,
  type Network,
  parseIp,
  plainAddress,
} from "./ip-address";
import { behindNat64, isWellKnownNat64 } from "./nat64";
import { refusedPorts } from "./ports";

/** Where a call would go: the URL's host without brackets, and an address it leads to; null while that is not known. */
export type CallTarget = { host: string; address: string | null; port: number };

/** `refused` is a clause, "10.0.0.5 is a private address"; `permit` what CALLBACK_ALLOW would need, where one entry would do. */
type Refusal = { allowed: false; refused: string; permit: string | null };
type TargetVerdict = { allowed: true } | Refusal;

/**
 * Whether a callback may go there: to a public address on a port of the web, and to whatever a rule names, on the port it
 * names. The one place that says so, asked at the save and at every connection. Of a name whose address is not known, it
 * says whether some address could be allowed. An IPv4-mapped IPv6 address is judged as IPv4; a zone id is refused. What a NAT64
 * turns into IPv4 is judged by that address, under a prefix of this network's own by itself as well (docs/decisions/0057). Pure.
 * @param prefixes those of this network's NAT64, beside the well-known one
 */
export function judgeTarget(
  target: CallTarget,
  allow: readonly AllowRule[],
  prefixes: readonly Network[] = [],
): TargetVerdict {
  const { host, address, port } = target;
  const parsed = address === null ? null : parseIp(address);
  const behind = parsed ? behindNat64(parsed, prefixes) : [];
  const naming = allow.filter((rule) => names(rule, target, parsed, behind));
  if (naming.length === 0) {
    const refusals = behind
      .map((inner) => judgeBehind(target, inner, allow))
      .filter(({ allowed }) => !allowed);
    if (refusals[0]) return refusals[0];
    if (parsed && isWellKnownNat64(parsed)) return { allowed: true };
  }
  if (refusedPorts.has(port) && !naming.some((rule) => rule.port === port))
    return { allowed: false, refused: `port ${port} is not allowed for callbacks`, permit: null };
  if (naming.length > 0) return { allowed: true };
  const kind = address === null ? null : refusedKind(parsed, address);
  if (address !== null && kind !== null) return refusedAddress(target, plainAddress(address), kind);
  return isNamed(target) && isInternalName(host) ? internalName(host) : { allowed: true };
}

/** By the IPv4 address alone; a refusal of it names both. */
function judgeBehind(target: CallTarget, inner: IpAddress, allow: readonly AllowRule[]): TargetVerdict {
  const text = addressText(inner);
  const verdict = judgeTarget({ ...target, address: text }, allow);
  const kind = refusedKind(inner, text);
  if (verdict.allowed || kind === null || refusedPorts.has(target.port)) return verdict;
  const shown = plainAddress(target.address ?? "");
  return { ...refusedAddress(target, shown, `${text} behind a NAT64, ${kind}`), permit: `${text}/32` };
}

/** @param shown the address as people write it */
function refusedAddress(target: CallTarget, shown: string, kind: string): Refusal {
  return {
    allowed: false,
    refused: isNamed(target) ? `${target.host} leads to ${shown}, which is ${kind}` : `${shown} is ${kind}`,
    permit: `${shown}/${shown.includes(":") ? 128 : 32}`,
  };
}

const isNamed = ({ host, address }: CallTarget) => parseIp(host) === null && host !== address;

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
function names(
  rule: AllowRule,
  { host, address, port }: CallTarget,
  parsed: IpAddress | null,
  behind: readonly IpAddress[] = [],
): boolean {
  if (rule.port !== undefined && rule.port !== port) return false;
  const metadata = [parsed, ...behind].some((one) => one !== null && isMetadata(one));
  if (rule.kind === "host") return host.toLowerCase().replace(/\.$/, "") === rule.host && !metadata;
  if (address === null) return true;
  const network = networkOf(rule.text);
  return parsed !== null && contains(network, parsed) && (isWhole(network) || !metadata);
}
