import type { CallRecord } from "@/lib/callback/call-record";
import type { AttemptOutcome } from "@/lib/callback/outcome-title";
import type { EndpointState } from "@/lib/db/generated/enums";
import type { ClientCertificateView } from "@/lib/endpoints/certificate-view";
import { type Description, descriptionOf } from "@/lib/endpoints/description";
import type { EventType } from "@/lib/events/event-types";
import { grouped } from "@/lib/plural";
import type { Count } from "@/lib/stats/count";
import type { SeriesSpan } from "./schema";

/** How long callbacks carry two signatures after a rotation, so that receivers can change over. */
export const bothValidHours = 24;

/**
 * The state and the statistics of one callback URL. Counts and times to answer (ms, within 5 %) are of the last 48 half hours, the
 * present one included.
 */
export type EndpointStats = Description & {
  endpointID: string;
  url: string;
  /** Types it is entered for and that are switched on; empty when it gets nothing new. */
  eventTypes: EventType[];
  /** Types it is entered for, switched on or not; empty when it was removed. */
  subscribedTypes: EventType[];
  /** The processes it is called for, sorted; empty: all of them. */
  processNames: string[];
  /** How often it may be called at most, by all dispatchers together; null: no such limit. */
  rate: { perSecond: number | null; atOnce: number | null };
  /** Its own retry schedule: seconds after failed attempts 1, 2, …; null: by that of the installation. */
  retryPausesS: number[] | null;
  state: EndpointState;
  reason: string | null;
  /** Since when it is in this state; null while it never was in another. */
  stateSince: string | null;
  /** Failed calls in a row, and since when. */
  failures: number;
  failingSince: string | null;
  /** While probing: when the next single call may go out. */
  probeAt: string | null;
  /** It answers again, and what waited goes out at a rising rate. */
  recovering: boolean;
  /** Callbacks that were delivered, and deliveries that failed for good. */
  delivered: number;
  failed: number;
  /** Waiting or under way now, however old. */
  pending: Count;
  /** Of them, by event type, those that are being called before any call to it has a result. */
  firstCalls: Partial<Record<EventType, number>>;
  p50Ms: number | null;
  p95Ms: number | null;
  last: { deliveryID: string; outcome: AttemptOutcome; statusCode: number | null; at: string } | null;
  /** After a rotation: until when callbacks carry a signature by the secret before as well. */
  previousSecretUntil: string | null;
  requestHeaders: RequestHeaderView[];
  clientCertificate: ClientCertificateView | null;
};

type Pending = Pick<EndpointStats, "pending" | "firstCalls">;

/** How many of its first calls are under way. */
export function firstCallsOf({ firstCalls }: Pick<Pending, "firstCalls">): number {
  return Object.values(firstCalls).reduce((sum, calls) => sum + calls, 0);
}

/** What waits for it: all that is pending, but for its first calls. */
export function waitingOf({ pending, firstCalls }: Pending): Count {
  return withoutFirst(pending, firstCallsOf({ firstCalls }));
}

/** @param firstCalls how many of the count are under way; it may have been taken a moment earlier */
export function withoutFirst({ count, atLeast }: Count, firstCalls: number): Count {
  return { count: Math.max(0, count - firstCalls), atLeast };
}

/** "first call under way", "3 first calls under way". */
export function firstCallsText(calls: number): string {
  return calls === 1 ? "first call under way" : `${grouped(calls)} first calls under way`;
}

/** A header of its own that goes with every callback. Nobody is shown its value. */
export type RequestHeaderView = {
  name: string;
  /** When its value was last set. */
  changedAt: string;
};

/** Times to answer, ms, within 5 %, of those attempts that were answered. */
type Percentiles = { p50Ms: number | null; p95Ms: number | null; p99Ms: number | null };

/** Attempts that ended in one part of the span, from `startsAt` on; `failures` by cause, in the order of the series' causes. */
export type SeriesBucket = Percentiles & {
  startsAt: string;
  delivered: number;
  failed: number;
  failures: number[];
};

/** Why attempts failed, in the words of the log. */
export type FailureCause = { title: string; count: number };

/** How the attempts to one endpoint went; those under way are in none of it. */
export type AttemptSeries = Percentiles & {
  span: SeriesSpan;
  delivered: number;
  failed: number;
  /** From the oldest to the present one. */
  buckets: SeriesBucket[];
  bucketMinutes: number;
  /** The most frequent first; the last may be all others together. */
  causes: FailureCause[];
  /** The most frequent first. */
  outcomes: { outcome: AttemptOutcome; statusCode: number | null; count: number }[];
  /** False until the log of a release that kept fewer stats has been counted (docs/decisions/0036). */
  complete: boolean;
};

/** As changes are recorded: failing is an active endpoint whose calls fail in a row (docs/decisions/0047). */
type RecordedState = EndpointState | "failing";

/** One change of an endpoint's state (docs/decisions/0047). Without `by` the circuit breaker made it. */
export type StateChange = {
  from: RecordedState;
  to: RecordedState;
  reason: string | null;
  by: string | null;
  at: string;
};

/** Changes that a page shows, the newest first; `more` where there are older ones on record. */
export type StateChanges = { changes: StateChange[]; more: boolean };

/**
 * An endpoint as the API shows it; times are RFC 3339 UTC, durations milliseconds. `reason` and `previousSecretUntil` only where
 * there is one.
 */
export function endpointView(stats: EndpointStats) {
  const { endpointID, url, eventTypes, state, reason, stateSince, failures, probeAt, p50Ms, p95Ms } = stats;
  const { delivered, failed, pending, previousSecretUntil, requestHeaders, clientCertificate } = stats;
  return {
    endpointID,
    url,
    ...descriptionOf(stats),
    processNames: stats.processNames,
    rate: stats.rate,
    retryPausesS: stats.retryPausesS,
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
    requestHeaders,
    clientCertificate,
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
