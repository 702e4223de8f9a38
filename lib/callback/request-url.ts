import type { EventType } from "@/lib/events/event-types";
import { memo } from "@/lib/memo";

export type CallbackParameters = {
  instanceID: string;
  processName: string;
  eventType: EventType;
};

/** Names Callboard appends; a configured URL must not bring its own. */
export const parameterNames = ["instanceID", "processName", "eventType"] as const;

/**
 * The URL that is requested: the configured one byte for byte, then the three parameters in their fixed order, values by
 * `encodeURIComponent`. A `?` makes a query, even an empty one (RFC 3986, 3.4), so `&` follows it. Nothing is parsed and
 * written anew, which would reorder and re-encode; only letters outside ASCII, which a request line cannot carry, are
 * percent-encoded as every HTTP client does.
 */
export function composeCallbackUrl(url: string, parameters: CallbackParameters): string {
  let composed = beginningOf(url);
  let separator = "";
  for (const name of parameterNames) {
    composed += `${separator}${name}=${encodeURIComponent(parameters[name])}`;
    separator = "&";
  }
  return composed;
}

/** All that comes before the parameters. */
const beginningOf = memo((url: string) => `${sentUrl(url)}${url.includes("?") ? "&" : "?"}`);

/** The configured URL as it is sent: letters outside ASCII percent-encoded, in the path and query. */
export function sentUrl(url: string): string {
  const { origin, rest } = split(url);
  return origin === "" ? url : origin + rest.replace(/[^!-~]+/g, encodeURIComponent);
}

/**
 * Scheme with authority, and what goes on the request line, of a composed URL: neither is normalised. Of what is no URL the origin is
 * empty.
 */
export function splitRequestUrl(composedUrl: string): { origin: string; target: string } {
  const { origin, rest } = split(composedUrl);
  return { origin, target: rest.startsWith("/") ? rest : `/${rest}` };
}

/** Where the authority ends (RFC 3986, 3.2). */
function split(url: string): { origin: string; rest: string } {
  if (!/^https?:\/\//i.test(url)) return { origin: "", rest: "" };
  let end = url.indexOf("//") + 2;
  while (end < url.length && !"/?#".includes(url.charAt(end))) end += 1;
  return { origin: url.slice(0, end), rest: url.slice(end) };
}

/** The query string of a composed URL as it goes over the wire, without the `?`. */
export function queryOf(composedUrl: string): string {
  return composedUrl.slice(composedUrl.indexOf("?") + 1);
}

/** What a test sends instead of a real instance. */
export const testInstance = { instanceID: "callboard-test", processName: "callboard-test" } as const;
