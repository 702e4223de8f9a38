import { parseIpv4, parseIpv6 } from "@/lib/address/ip-address";

/** What people mistype in URLs, each with a sentence that says what to do, as clauses that read after "Line 1 " or "Line 1: ". Pure. */
export type Mistake = { problem: string; joint: ": " | " " };

const colon = (problem: string): Mistake => ({ problem, joint: ": " });
const plain = (problem: string): Mistake => ({ problem, joint: " " });

/** `htp://`, `http:/`, `http//`, `http:`, and one whose colon and slashes are percent-encoded. */
const slip = /^h{0,2}t{1,3}p{1,2}s{0,2}(?:(?:[:;.]|%3A)?(?:\/|%2F){1,3}|[:;])/i;
const wrapped = /^(?:(["'`“”„‚‘’«»]+)|[<([{]+)https?:\/\//i;

/** Of a text that does not begin with http:// or https://. */
export function schemeMistake(raw: string): Mistake {
  const rule = "must start with http:// or https://.";
  const wrapping = wrapped.exec(raw);
  if (wrapping)
    return colon(`${rule} It stands in ${wrapping[1] ? "quotation marks" : "brackets"}. Remove them.`);
  const begins = slip.exec(raw)?.[0];
  return colon(begins ? `${rule} It begins with ${begins}.` : rule);
}

/** Of a URL whose host name is not there: the parser would take it from behind further slashes. */
export function missingHost(scheme: string, rest: string): Mistake {
  return /^\/+[^/?#]/.test(rest)
    ? plain(`has too many slashes after ${scheme}. Write ${scheme}//.`)
    : plain(`has no host name after ${scheme}//. Write the name of the service there.`);
}

/** `http://http://` and `http://a.comhttp://b.com`: a host name that is followed by `://`. */
export function schemeWithin(authority: string, rest: string): Mistake | null {
  if (!/https?:$/i.test(authority) || !rest.startsWith("//")) return null;
  return /^https?:$/i.test(authority)
    ? plain("begins with two schemes. Write http:// or https:// once.")
    : plain("seems to hold several URLs. Put each on its own line.");
}

export const portRange = colon("the port must be between 1 and 65535.");

/** Of a URL that the parser refuses. @param authority what stands between the slashes, without a user name */
export function authorityMistake(authority: string): Mistake {
  if (authority.startsWith("[")) return bracketMistake(authority);
  if (parseIpv6(authority)) return colon(`write the IPv6 address in brackets: [${authority}].`);
  const [name = "", ...ports] = authority.split(":");
  const [port = ""] = ports;
  if (ports.length > 1)
    return colon(
      "the host name has several colons. Write one before the port, and an IPv6 address in brackets.",
    );
  return portMistake(port) ?? hostMistake(name.replace(/\.$/, ""));
}

function bracketMistake(authority: string): Mistake {
  const [, address = "", end, rest = ""] = /^\[([^\]]*)(\]?)(.*)$/.exec(authority) ?? [];
  if (!end) return colon("the ] after the IPv6 address is missing.");
  if (!parseIpv6(address)) return colon("what stands in brackets is no IPv6 address.");
  return (
    (rest.startsWith(":") ? portMistake(rest.slice(1)) : null) ??
    colon("only a port may follow the ], such as :8080.")
  );
}

function portMistake(port: string): Mistake | null {
  if (port === "") return null;
  if (!/^\d+$/.test(port)) return colon("the port must be a number, such as :8080.");
  return Number(port) > 65_535 ? portRange : null;
}

/** Of a host that no name may be. */
export function hostMistake(host: string): Mistake {
  const strange = /[ -~]/.exec(host.replace(/[a-z0-9._-]/gi, ""))?.[0];
  if (strange) return colon(`the host name contains ${spelled(strange)}, which no host name has.`);
  const labels = host.split(".");
  if (labels.includes("")) return colon("the host name has a dot too many.");
  if (/^(?:\d+|0x[0-9a-f]*)$/i.test(labels.at(-1) ?? "") && !parseIpv4(host))
    return colon("this is no IPv4 address. It has four numbers from 0 to 255.");
  if (host.length > 253) return colon("the host name is longer than 253 characters.");
  if (labels.some((label) => label.length > 63))
    return colon("a part of the host name is longer than 63 characters.");
  if (labels.some((label) => label.startsWith("-") || label.endsWith("-")))
    return colon("no part of the host name may begin or end with a hyphen.");
  return colon("the host name is not valid.");
}

const spelled = (character: string) =>
  character === "," ? "a comma" : character === ";" ? "a semicolon" : character;
