import { composeRequestText } from "@/lib/callback/compose-request";
import type { AttemptOutcome } from "@/lib/callback/outcome-title";
import { composeCallbackUrl } from "@/lib/callback/request-url";
import type { AttemptTrigger, CancelReason, EndpointState, FailReason } from "@/lib/db/generated/enums";
import type { LogCursor } from "@/lib/deliveries/log-cursor";
import type { DeliveryStatus, EndedStatus } from "@/lib/deliveries/statuses";
import type { UnsentReason } from "@/lib/events/event-outcomes";
import type { EventType } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";
import type { Count } from "@/lib/stats/count";

/** The last 24 hours of one event type. `bars` go from the oldest half hour to the present one. */
export type TypeOverview = {
  eventType: EventType;
  /** Callbacks that were delivered, and deliveries that failed for good, in these half hours. */
  delivered: number;
  failed: number;
  /** Waiting now, however old. */
  waiting: Count;
  /** Events without a delivery, by reason. */
  notSent: Record<UnsentReason, Count>;
  bars: HalfHourBar[];
};

/** What ended in one half hour. */
export type HalfHourBar = { delivered: number; failed: number };

/**
 * All bars are of the same half hours, the present one last: 48, or as many as there are since the first event. They begin at `since`
 * (RFC 3339 UTC). `complete` is false until the log of a release that kept no stats has been counted (docs/decisions/0036).
 */
export type Overview = {
  types: Record<EventType, TypeOverview>;
  /** By endpoint; of one without any callback that ended there is none. */
  endpoints: Record<string, HalfHourBar[]>;
  since: string;
  complete: boolean;
};

export type DeliveryRow = {
  id: string;
  event_id: string;
  event_type: EventType;
  instance_id: string;
  process_name: string;
  endpoint_id: number;
  url: string;
  endpoint_name: string | null;
  status: DeliveryStatus;
  cancel_reason: CancelReason | null;
  fail_reason: FailReason | null;
  resend_by: string | null;
  resend_from: EndedStatus | null;
  being_cancelled: Exclude<CancelReason, "send_cancelled"> | null;
  attempts: number;
  under_way: boolean;
  next_at: Date;
  last_outcome: AttemptOutcome | null;
  last_status_code: number | null;
  last_total_ms: number | null;
  endpoint_state: EndpointState;
  state_reason: string | null;
  probe_at: Date | null;
  created_at: Date;
  done_at: Date | null;
  waits_for: string | null;
  is_due: boolean;
  max_per_second: number | null;
  max_at_once: number | null;
};

export type DeliveryView = ReturnType<typeof deliveryView>;

/**
 * A delivery as screens and API show it; times are RFC 3339 UTC, durations milliseconds. A delivery that a save has cancelled is
 * shown as its row will be in a moment: cancelled, or with its status from before a resend.
 */
export function deliveryView(stored: DeliveryRow) {
  const row = {
    ...stored,
    ...(stored.being_cancelled === null ? {} : endedBy(stored, stored.being_cancelled)),
  };
  return {
    deliveryID: publicId("dlv", row.id),
    eventID: row.event_id,
    eventType: row.event_type,
    instanceID: row.instance_id,
    processName: row.process_name,
    endpointID: publicId("ep", row.endpoint_id),
    url: row.url,
    status: row.status,
    /** It is cancelled as good as its row: no call to it can begin any more. */
    beingCancelled: row.being_cancelled !== null,
    // While it is resent the row still knows why it had ended before.
    cancelReason: row.status === "cancelled" ? row.cancel_reason : null,
    failReason: row.status === "failed" ? row.fail_reason : null,
    /** Who asked for the attempt that comes next or is under way, and what the delivery was before unless pending. */
    resendBy: row.status === "pending" ? row.resend_by : null,
    resendFrom: row.status === "pending" ? row.resend_from : null,
    attemptCount: row.attempts,
    underWay: row.status === "pending" && row.under_way,
    nextAttemptAt: row.status === "pending" && !row.under_way ? row.next_at.toISOString() : null,
    lastOutcome: row.last_outcome,
    lastStatusCode: row.last_status_code,
    lastTotalMs: row.last_total_ms,
    endpoint: {
      /** What people call the URL; null where it has no name. */
      name: row.endpoint_name,
      state: row.endpoint_state,
      reason: row.state_reason,
      /** While probing: when the next single call may go out. */
      probeAt: row.probe_at?.toISOString() ?? null,
    },
    /** Where order is kept: the earlier delivery of the same instance to the same URL that must end first. */
    waitsFor: row.waits_for === null ? null : publicId("dlv", row.waits_for),
    /** The rate of its URL, where it is due and waits for its turn. */
    waitsForRate: rateWaitedFor(row),
    createdAt: row.created_at.toISOString(),
    doneAt: row.done_at?.toISOString() ?? null,
  };
}

function rateWaitedFor(row: DeliveryRow) {
  const { max_per_second: perSecond, max_at_once: atOnce } = row;
  const waits = row.status === "pending" && row.is_due && !row.under_way;
  return waits && (perSecond !== null || atOnce !== null) ? { perSecond, atOnce } : null;
}

/** What becomes of a pending delivery that a cancellation covers. */
function endedBy(row: DeliveryRow, reason: NonNullable<DeliveryRow["being_cancelled"]>) {
  return row.resend_from === null
    ? { status: "cancelled" as const, cancel_reason: reason, waits_for: null }
    : { status: row.resend_from, waits_for: null };
}

export type AttemptRow = {
  number: number;
  trigger: AttemptTrigger;
  triggered_by: string | null;
  outcome: AttemptOutcome;
  started_at: Date;
  finished_at: Date | null;
  request: string | null;
  user_agent: string | null;
  webhook_timestamp: string | null;
  webhook_signature: string | null;
  status_code: number | null;
  response_headers: string | null;
  response_body: string | null;
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
  total_ms: number | null;
  cause: string | null;
};

export type AttemptView = ReturnType<typeof attemptView>;

/** What an attempt's request follows from. */
type AttemptOf = Pick<DeliveryRow, "event_id" | "event_type" | "instance_id" | "process_name" | "url">;

/** An attempt with all that is kept of it. What the receiver wrote is hostile text: show it as text only. */
export function attemptView(row: AttemptRow, delivery: AttemptOf) {
  return {
    number: row.number,
    trigger: row.trigger,
    triggeredBy: row.triggered_by,
    outcome: row.outcome,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    request: row.request ?? composedRequest(row, delivery),
    statusCode: row.status_code,
    responseHeaders: row.response_headers,
    responseBody: row.response_body,
    dnsMs: row.dns_ms,
    connectMs: row.connect_ms,
    tlsMs: row.tls_ms,
    firstByteMs: row.first_byte_ms,
    totalMs: row.total_ms,
    cause: row.cause,
  };
}

/** The request of an attempt that keeps only its parts; null where it has none. */
function composedRequest(row: AttemptRow, delivery: AttemptOf): string | null {
  const { user_agent: userAgent, webhook_timestamp: timestamp, webhook_signature: signature } = row;
  if (userAgent === null || timestamp === null || signature === null) return null;
  const { event_id: eventId, instance_id: instanceID, process_name: processName } = delivery;
  const url = composeCallbackUrl(delivery.url, { instanceID, processName, eventType: delivery.event_type });
  return composeRequestText(url, { eventId }, { userAgent, timestampS: Number(timestamp), signature });
}

export type AttemptUnderWay = Pick<AttemptRow, "number" | "started_at" | "triggered_by">;

/** An attempt under way: only its number, its start and who asked for it are known. */
export function attemptUnderWay(attempt: AttemptUnderWay, delivery: AttemptOf): AttemptView {
  const row: AttemptRow = {
    ...attempt,
    trigger: attempt.triggered_by === null ? "automatic" : "manual",
    outcome: "in_progress",
    finished_at: null,
    request: null,
    user_agent: null,
    webhook_timestamp: null,
    webhook_signature: null,
    status_code: null,
    response_headers: null,
    response_body: null,
    dns_ms: null,
    connect_ms: null,
    tls_ms: null,
    first_byte_ms: null,
    total_ms: null,
    cause: null,
  };
  return attemptView(row, delivery);
}

export type UnsentView = {
  eventID: string;
  eventType: EventType;
  instanceID: string;
  processName: string;
  outcome: UnsentReason;
  occurredAt: string;
};

/** The deliveries beside one in a list; null at its ends. */
export type Neighbours = { newer: string | null; older: string | null };

/** A row of the log: a delivery, or an event that was not sent. `id` is `dlv_…` or `evt_…`. */
export type LogRow =
  | { kind: "delivery"; id: string; delivery: DeliveryView }
  | { kind: "unsent"; id: string; event: UnsentView };

export type LogPage = {
  /** Newest first. */
  rows: LogRow[];
  /** The cursors above the first row and below the last. */
  top: LogCursor;
  bottom: LogCursor;
  isNewest: boolean;
  hasOlder: boolean;
  /**
   * What no index answers was searched up to this time, RFC 3339; beyond there may be more. Null where the page is full, or all was
   * searched.
   */
  searchedTo: string | null;
};
