import type { EventType } from "@/lib/events/event-types";

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
  const joint = url.includes("?") ? "&" : "?";
  const query = parameterNames.map((name) => `${name}=${encodeURIComponent(parameters[name])}`).join("&");
  return `${encodeBeyondAscii(url)}${joint}${query}`;
}

function encodeBeyondAscii(url: string): string {
  const [, authority = "", rest = ""] = /^(https?:\/\/[^/?#]*)(.*)$/i.exec(url) ?? [];
  return authority === "" ? url : authority + rest.replace(/[^!-~]+/g, encodeURIComponent);
}

/** Scheme with authority, and what goes on the request line, of a composed URL: neither is normalised. */
export function splitRequestUrl(composedUrl: string): { origin: string; target: string } {
  const [, origin = "", target = ""] = /^(https?:\/\/[^/?#]*)(.*)$/i.exec(composedUrl) ?? [];
  return { origin, target: target.startsWith("/") ? target : `/${target}` };
}

/** The query string of a composed URL as it goes over the wire, without the `?`. */
export function queryOf(composedUrl: string): string {
  return composedUrl.slice(composedUrl.indexOf("?") + 1);
}

/** What a test sends instead of a real instance. */
export const testInstance = { instanceID: "callboard-test", processName: "callboard-test" } as const;
