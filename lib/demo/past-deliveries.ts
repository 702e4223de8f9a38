import { pastCalls } from "./past-calls";
import type { RecordedPastEvent } from "./past-events";

/** Seconds until the next call, as the demo's schedule has them. */
const pausesS = [2, 5, 10];

/** What the database would hold of a delivery that has ended, and of its attempts; without the ids that it gives. */
export type PastDelivery = ReturnType<typeof pastDelivery>;

/** How the delivery of an event to one endpoint went. Pure. */
export function pastDelivery(
  event: RecordedPastEvent,
  endpointId: number,
  url: URL,
  { nowMs, random }: { nowMs: number; random: () => number },
) {
  let atMs = event.atMs + 20;
  const attempts = pastCalls(url, event, nowMs, random).map((call, index) => {
    const startedAt = new Date(atMs).toISOString();
    const finishedAt = new Date(atMs + call.totalMs).toISOString();
    atMs += call.totalMs + (pausesS[index] ?? 0) * 1_000;
    const sent = call.outcome !== "connection_refused" && call.outcome !== "tls_error";
    return {
      number: index + 1,
      outcome: call.outcome,
      started_at: startedAt,
      finished_at: finishedAt,
      request: sent ? requestOf(url, event) : null,
      status_code: call.statusCode,
      response_headers: call.body === null ? null : "content-type: application/json",
      response_body: call.body,
      first_byte_ms: call.body === null ? null : call.totalMs,
      total_ms: call.totalMs,
      cause: call.cause,
    };
  });
  const last = attempts.at(-1);
  const delivered = last?.outcome === "delivered";
  const row = {
    event_id: event.id,
    endpoint_id: endpointId,
    status: delivered ? "delivered" : "failed",
    fail_reason: delivered ? null : "schedule_used_up",
    attempts: attempts.length,
    next_at: last?.started_at,
    created_at: new Date(event.atMs).toISOString(),
    done_at: last?.finished_at,
    last_outcome: last?.outcome,
    last_status_code: last?.status_code,
    last_total_ms: last?.total_ms,
  };
  return { row, attempts };
}

function requestOf(url: URL, { id, eventType, instanceId, processName }: RecordedPastEvent): string {
  const query = new URLSearchParams({ instanceID: instanceId, processName, eventType });
  return `GET ${url.pathname}?${query} HTTP/1.1\nhost: ${url.host}\nwebhook-id: ${id}`;
}
