import type { AllowRule } from "@/lib/address/allow-list";
import { isHostName } from "@/lib/address/host-name";
import { parseIpv4 } from "@/lib/address/ip-address";
import { judgeTarget, refusalSentence } from "@/lib/address/judge-target";
import { parseUrl } from "@/lib/address/parse-url";
import { portOf } from "@/lib/address/ports";
import { refusedParts } from "./refused-parts";
import { parameterNames, sentUrl } from "./request-url";
import {
  authorityMistake,
  hostMistake,
  type Mistake,
  missingHost,
  portRange,
  schemeMistake,
  schemeWithin,
} from "./url-mistakes";

/** The rules a callback URL must keep, the same in the dialog, at save and at every call. Pure. */

/** Characters, as the URL is sent without the parameters. */
export const maxUrlLength = 2_048;

/** `problem` reads after "Line 2: " when it has a colon form, or after "Line 2 " when it does not. */
type UrlVerdict =
  | { ok: true; host: string; port: number; key: string; note?: string; rewritten?: string }
  | { ok: false; problem: string; joint: ": " | " " };

/**
 * Judges one URL, already trimmed. The raw text is looked at before the URL parser, which would silently drop tabs and
 * line breaks and turn backslashes into slashes.
 * `key` is equal for two spellings of the same address; `note` says what the person might not expect; `rewritten` is the URL
 * as services that refuse what the note names take it.
 */
export function judgeCallbackUrl(raw: string, allow: readonly AllowRule[]): UrlVerdict {
  return spellingProblem(raw) ?? parsedVerdict(raw, allow);
}

/** What is wrong with how a URL is written, before it is asked where it leads; null where nothing. */
export function spellingProblem(raw: string): RefusedVerdict | null {
  return textProblem(raw) ?? authorityProblem(raw);
}

type RefusedVerdict = Extract<UrlVerdict, { ok: false }>;

const colon = (problem: string): RefusedVerdict => ({ ok: false, problem, joint: ": " });
const plain = (problem: string): RefusedVerdict => ({ ok: false, problem, joint: " " });

const refusedAs = (mistake: Mistake): RefusedVerdict => ({ ok: false, ...mistake });

/** The length comes first: whatever follows looks at no more than that. */
function textProblem(raw: string): RefusedVerdict | null {
  if (raw.length > maxUrlLength) return tooLong(raw.length, "");
  // Within a query commas and semicolons separate values.
  const [beforeQuery = ""] = raw.split("?", 1);
  if (/[\s,;]https?:\/\//i.test(beforeQuery) || /\shttps?:\/\//i.test(raw)) {
    // One URL behind a word, such as the text area's own "example:", or behind the mark of a list.
    if (/^(?:\w+:?|[-*•]|\d+[.)]) +https?:\/\/[^\s,;]*$/i.test(raw)) return refusedAs(schemeMistake(raw));
    return plain("seems to hold several URLs. Put each on its own line.");
  }
  const hidden = invisible.exec(raw);
  if (hidden) {
    const what = hidden[0] === " " ? "a space" : "an invisible character";
    const inHost = /^https?:\/\/[^/?#]*$/i.test(raw.slice(0, hidden.index));
    const hint = hidden[0] === " " && !inHost ? " Remove it or write %20." : " Remove it.";
    return plain(`contains ${what} at position ${(hidden.index + 1).toLocaleString("en-US")}.${hint}`);
  }
  if (beforeQuery.includes("\\")) return plain("contains a backslash. Write forward slashes (/).");
  if (raw.includes("\\"))
    return plain("contains a backslash in its query. Write %5C, or a forward slash (/).");
  if (!/^https?:\/\//i.test(raw)) return refusedAs(schemeMistake(raw));
  // The signature holds the query in quotes: in a bare one stock verifiers find the end of the text.
  if (raw.includes('"')) return plain('contains a bare ". Write %22.');
  const sent = sentUrl(raw).length;
  return sent > maxUrlLength ? tooLong(sent, " as it is sent, percent-encoded") : null;
}

function tooLong(characters: number, how: string): RefusedVerdict {
  const [length, limit] = [characters, maxUrlLength].map((count) => count.toLocaleString("en-US"));
  return colon(`the URL is ${length} characters long${how}; the limit is ${limit}.`);
}

/** Spaces, controls, format characters (zero-width, bidi), separators, variation fillers, private and lone surrogates. */
const invisible =
  /[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2800\u3164\uffa0]|\u034f|\u115f|\u1160|\u17b4|\u17b5|[\ufe00-\ufe0f]/u;

function authorityProblem(raw: string): RefusedVerdict | null {
  const [, scheme = "", authority = "", rest = ""] = /^(https?:)\/\/([^/?#]*)(.*)$/i.exec(raw) ?? [];
  const userInfo = authority.includes("@") ? authority.slice(0, authority.lastIndexOf("@")) : null;
  if (userInfo !== null)
    return plain(`contains a ${userInfo.includes(":") ? "password" : "user name"}. Remove it.`);
  if (raw.includes("#")) return plain("contains a # fragment, which is never sent. Remove it.");
  if (authority.includes("%")) {
    return colon(
      authority.startsWith("[")
        ? "addresses with a zone id (%) are not allowed."
        : "the host name contains a % sign. Write the name in plain letters.",
    );
  }
  // The parser would take the host from behind further slashes; the call would not.
  if (authority === "") return refusedAs(missingHost(scheme, rest));
  const twice = schemeWithin(authority, rest);
  if (twice) return refusedAs(twice);
  const query = rest.includes("?") ? rest.slice(rest.indexOf("?") + 1) : "";
  const taken = query.split("&").map((pair) => decoded(pair.split("=")[0] ?? ""));
  const repeated = parameterNames.find((name) => taken.includes(name));
  if (repeated) return colon(`${repeated} is added automatically; remove it.`);
  return null;
}

function parsedVerdict(raw: string, allow: readonly AllowRule[]): UrlVerdict {
  const url = parseUrl(raw);
  if (url === null) return refusedAs(authorityMistake(/^https?:\/\/([^/?#]*)/i.exec(raw)?.[1] ?? ""));
  const typedHost = /^https?:\/\/(\[[^\]]*\]|[^/?:]*)/i.exec(raw)?.[1] ?? "";
  const port = portOf(url);
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const isAddress = parseIpv4(host) !== null || url.hostname.startsWith("[");
  if (parseIpv4(host) && typedHost !== host) return colon(`Write the address in plain form: ${host}.`);
  if (!isAddress && !isHostName(host)) return refusedAs(hostMistake(host));
  if (port === 0) return refusedAs(portRange);

  // A name's addresses are known to the server alone, which asks again at the save and at every call.
  const verdict = judgeTarget({ host, address: isAddress ? host : null, port }, allow);
  if (!verdict.allowed) return colon(refusalSentence(verdict));
  const key = `${url.protocol}//${url.hostname.replace(/\.$/, "")}:${port}${url.pathname}${url.search}`;
  const ascii = host.toLowerCase() !== typedHost.toLowerCase().replace(/\.$/, "") && !isAddress;
  return { ok: true, host, port, key, ...noted(raw, ascii ? host : null) };
}

function noted(raw: string, sentTo: string | null): { note?: string; rewritten?: string } {
  const refused = refusedParts(raw);
  const notes = sentTo === null ? [] : [`will be sent to ${sentTo}`];
  // As it is copied from a list. Within a query it may separate values.
  const separator = raw.includes("?") ? undefined : /[,;]$/.exec(raw)?.[0];
  if (separator)
    notes.push(`ends with a ${separator === "," ? "comma" : "semicolon"}, which is sent with it`);
  if (refused) notes.push(`holds ${refused.what}, which some services refuse. ${refused.instead}`);
  const rewritten = refused ? refused.rewritten : separator ? raw : null;
  return {
    ...(notes.length === 0 ? {} : { note: notes.join(" and ") }),
    ...(rewritten ? { rewritten: separator ? rewritten.slice(0, -1) : rewritten } : {}),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
