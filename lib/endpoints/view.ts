import type { CallRecord } from "@/lib/callback/call-record";
import type { EndpointStats } from "./read-stats";

/** An endpoint as the API shows it; times are RFC 3339 UTC, durations milliseconds. `reason` and `previousSecretUntil` only where there is one. */
export function endpointView(stats: EndpointStats) {
  const { endpointID, url, eventTypes, state, reason, stateSince, failures, probeAt, p50Ms, p95Ms } = stats;
  const { delivered, failed, pending, previousSecretUntil } = stats;
  return {
    endpointID,
    url,
    eventTypes,
    state,
    ...(reason === null ? {} : { reason }),
    stateSince,
    failures,
    probeAt,
    last24h: { delivered, failed, pending: pending.count, pendingAtLeast: pending.atLeast },
    p50Ms,
    p95Ms,
    ...(previousSecretUntil === null ? {} : { previousSecretUntil }),
  };
}

/** How a test call went: all that is kept of an attempt. What the receiver wrote is hostile text: show it as text only. */
export type TestView = ReturnType<typeof testView>;

export function testView(
  record: CallRecord,
  { startedAt, signedWithOwnSecret }: { startedAt: Date; signedWithOwnSecret: boolean },
) {
  const { outcome, statusCode, cause, request, responseHeaders, responseBody } = record;
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = record;
  return {
    outcome,
    statusCode,
    cause,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date(startedAt.getTime() + totalMs).toISOString(),
    request,
    responseHeaders,
    responseBody,
    dnsMs,
    connectMs,
    tlsMs,
    firstByteMs,
    totalMs,
    /** Whether the URL's own signing secret signed it; an unsaved URL has none yet. */
    signedWithOwnSecret,
  };
}
