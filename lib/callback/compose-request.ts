import { type CallbackEvent, eventHeaders } from "./build-request";
import type { RequestHeader } from "./request-headers";
import { splitRequestUrl } from "./request-url";

/** What of a request, as sent, does not follow from its event and its URL. */
export type RequestParts = {
  userAgent: string;
  /** Seconds since the epoch. */
  timestampS: number;
  /** The value of `webhook-signature`. */
  signature: string;
};

/** All headers of a callback but those of the connection, in the order they are sent. Pure. */
export function composeHeaders(
  headers: readonly RequestHeader[],
  { userAgent, timestampS, signature }: RequestParts,
): RequestHeader[] {
  return [
    ["user-agent", userAgent],
    ["accept", "*/*"],
    ["accept-encoding", "identity"],
    ["cache-control", "no-cache"],
    ...headers,
    ["webhook-timestamp", String(timestampS)],
    ["webhook-signature", signature],
  ];
}

/**
 * Request line and headers of a callback as the HTTP client sends them on a kept connection, a line each (RFC 9112, 3), to an endpoint
 * that adds none of its own. Pure: the log keeps only the parts of a request that equals this (docs/decisions/0052).
 * @param composedUrl of `composeCallbackUrl`
 */
export function composeRequestText(
  composedUrl: string,
  event: Pick<CallbackEvent, "eventId">,
  parts: RequestParts,
): string {
  const { origin, target } = splitRequestUrl(composedUrl);
  let text = `GET ${target} HTTP/1.1\nhost: ${hostOf(origin)}\nconnection: keep-alive`;
  for (const [name, value] of composeHeaders(eventHeaders(event), parts)) text += `\n${name}: ${value}`;
  return text;
}

const hosts = new Map<string, string>();
const maxHosts = 1_000;

/** Letters lowered, default port dropped. Kept, as few are asked for often. */
function hostOf(origin: string): string {
  const known = hosts.get(origin);
  if (known !== undefined) return known;
  const { host } = new URL(origin);
  if (hosts.size >= maxHosts) hosts.clear();
  hosts.set(origin, host);
  return host;
}
