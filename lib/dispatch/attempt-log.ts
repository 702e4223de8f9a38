import { logFrequent } from "@/lib/log";
import type { FinishedCall } from "./held-delivery";

/**
 * One line an attempt, with all that tells where its time went. A receiver's failure is `info`: it is the receiver's, and the
 * record holds it. Of the URL only the host, since keys may be in its path and query.
 */
export function logAttempt({ held, record, startedAtMs }: FinishedCall, url: string): void {
  logFrequent({
    event: "delivery.attempted",
    dispatcherId: held.dispatcherId,
    deliveryId: held.deliveryId,
    eventId: held.eventId,
    eventType: held.eventType,
    endpointId: held.endpointId,
    host: hostOf(url),
    attemptNumber: held.attemptNumber,
    probe: held.isProbe || undefined,
    outcome: record.outcome,
    statusCode: record.statusCode,
    waitedMs: tenths(held.overdueMs + startedAtMs - held.claimedAtMs),
    dnsMs: tenths(record.dnsMs),
    connectMs: tenths(record.connectMs),
    tlsMs: tenths(record.tlsMs),
    firstByteMs: tenths(record.firstByteMs),
    durationMs: tenths(record.totalMs),
    retryAfterMs: record.retryAfterMs ?? undefined,
  });
}

/** A phase that was not needed is left out of the line. */
function tenths(ms: number | null): number | undefined {
  return ms === null ? undefined : Math.round(ms * 10) / 10;
}

const hosts = new Map<string, string | null>();
const mostHosts = 1_000;

/** Parsed once for each URL: a call's line must not cost more than its writing. */
function hostOf(url: string): string | null {
  const known = hosts.get(url);
  if (known !== undefined) return known;
  if (hosts.size >= mostHosts) hosts.clear();
  const host = URL.canParse(url) ? new URL(url).host : null;
  hosts.set(url, host);
  return host;
}
