import { parseUrl } from "@/lib/address/parse-url";
import type { FinishedCall } from "@/lib/dispatch/held-delivery";
import { logFrequent } from "@/lib/log";
import { memo } from "@/lib/memo";

/**
 * One line an attempt, with all that tells where its time went. A receiver's failure is `info`: it is the receiver's, and the
 * record holds it. Of the URL only the host, since keys may be in its path and query.
 */
export function logAttempt({ held, record, startedAtMs }: FinishedCall, url: string): void {
  // Ids, event types and outcomes are words of our own, so they need no quoting.
  logFrequent(
    `"event":"delivery.attempted","dispatcherId":${held.dispatcherId},"deliveryId":"${held.deliveryId}",` +
      `"eventId":"${held.eventId}","eventType":"${held.eventType}","endpointId":${held.endpointId},` +
      `"host":${hostOf(url)},"attemptNumber":${held.attemptNumber}${held.isProbe ? ',"probe":true' : ""},` +
      `"trigger":"${held.resendBy === null ? "automatic" : "manual"}",` +
      `"outcome":"${record.outcome}","statusCode":${record.statusCode},` +
      `"waitedMs":${tenths(held.overdueMs + startedAtMs - held.claimedAtMs)}` +
      phase("dnsMs", record.dnsMs) +
      phase("connectMs", record.connectMs) +
      phase("tlsMs", record.tlsMs) +
      phase("firstByteMs", record.firstByteMs) +
      phase("durationMs", record.totalMs) +
      phase("retryAfterMs", record.retryAfterMs),
  );
}

/** A phase that was not needed is left out of the line. */
function phase(name: string, ms: number | null): string {
  return ms === null ? "" : `,"${name}":${tenths(ms)}`;
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** A URL's host, as JSON. Parsed once for each: a call's line must not cost more than its writing. */
const hostOf = memo((url: string) => JSON.stringify(parseUrl(url)?.host ?? null));
