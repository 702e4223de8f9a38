import type { RequestParts } from "./compose-request";

/** How a call ended. `in_progress` and `interrupted` are the dispatcher's to say, never the call's. */
export const callOutcomes = [
  "delivered",
  "http_error",
  "redirect",
  "timeout",
  "dns_error",
  "connection_refused",
  "connection_reset",
  "tls_error",
  "blocked",
  "protocol_error",
] as const;
type CallOutcome = (typeof callOutcomes)[number];

/** All that is kept of one call. Times are milliseconds; a phase that was not reached, or not needed on a reused connection, is null. */
export type CallRecord = {
  outcome: CallOutcome;
  statusCode: number | null;
  /** Request line and headers as sent, a line each; null when no request left, or where `requestParts` say it. */
  request: string | null;
  /** Of a request that follows from these to the letter; else null. */
  requestParts: RequestParts | null;
  /** Response headers as received, a line each. */
  responseHeaders: string | null;
  /** The first 16 KiB of the body as text, U+0000 made visible because PostgreSQL refuses it. */
  responseBody: string | null;
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
  totalMs: number;
  /** What the receiver asked to wait (429, 503), or null. */
  retryAfterMs: number | null;
  /** A sentence on what happened. */
  cause: string;
};
