import { memo } from "@/lib/memo";
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

const fixedHeaders: readonly RequestHeader[] = [
  ["accept", "*/*"],
  ["accept-encoding", "identity"],
  ["cache-control", "no-cache"],
];

/** All headers of a callback but those of the connection, in the order they are sent. Pure. */
export function composeHeaders(
  headers: readonly RequestHeader[],
  { userAgent, timestampS, signature }: RequestParts,
): RequestHeader[] {
  return [
    ["user-agent", userAgent],
    ...fixedHeaders,
    ...headers,
    ["webhook-timestamp", String(timestampS)],
    ["webhook-signature", signature],
  ];
}

/**
 * Request line and headers of a callback to the letter as the HTTP client writes them on a kept connection (RFC 9112, 3). Pure.
 * @param composedUrl of `composeCallbackUrl`
 * @param headers of `composeHeaders`
 */
export function composeHead(composedUrl: string, headers: readonly RequestHeader[]): string {
  const { origin, target } = splitRequestUrl(composedUrl);
  let head = `GET ${target} HTTP/1.1\r\nhost: ${hostOf(origin)}\r\nconnection: keep-alive\r\n`;
  for (const header of headers) head += `${header[0]}: ${header[1]}\r\n`;
  return head;
}

/** A head as people are shown it: a line each. */
export const linesOf = (head: string): string => head.trimEnd().replaceAll("\r\n", "\n");

/** The lines of a request to an endpoint that adds no headers, of which the log keeps the parts alone (docs/decisions/0052). Pure. */
export function composeRequestText(
  composedUrl: string,
  event: Pick<CallbackEvent, "eventId">,
  parts: RequestParts,
): string {
  return linesOf(composeHead(composedUrl, composeHeaders(eventHeaders(event), parts)));
}

/** Letters lowered, default port dropped. */
const hostOf = memo((origin: string) => new URL(origin).host);
