import { ulid } from "ulid";
import { inOwnTransaction, pool } from "@/lib/db/pool";
import { recount } from "@/lib/stats/recount";
import { pastCalls, pastOutcome } from "./past-calls";
import { type PastEvent, pastEvents } from "./past-events";
import { addPastInstances } from "./past-instances";
import { grouped, insertRows } from "./past-rows";
import { pastStates } from "./past-states";
import { people } from "./people";

/** Seconds until the next call, as the demo's schedule has them. */
const pausesS = [2, 5, 10];

type Subscribed = { id: number; url: string; event_type: string };

/**
 * Writes 29 days of events, deliveries, attempts and states, as if Callboard had run since, and counts the stats from them. For an empty
 * database whose URLs are entered: nothing is sent, and every change is accounted for.
 */
export async function seedPast(nowMs: number, random: () => number = Math.random): Promise<void> {
  const events = pastEvents(nowMs, random).map((event) => ({
    ...event,
    id: `evt_${ulid(Math.floor(event.atMs))}`,
    at: new Date(event.atMs).toISOString(),
    outcome: pastOutcome(event, nowMs),
  }));
  await inOwnTransaction(async (tx) => {
    const { rows: subscribed } = await tx.query<Subscribed>(
      "select id, url, event_type::text from subscription join endpoint on endpoint.id = endpoint_id order by id",
    );
    const begun = new Date(nowMs - 29 * 86_400_000);
    await tx.query("update endpoint set created_at = $1", [begun]);
    // Somebody may have looked at those hours while there was nothing in them.
    await tx.query("delete from verified_hour");
    await addPastInstances(tx, events);
    const urlsOf = grouped(subscribed, (one) => one.event_type);
    const deliveries = events
      .filter(({ outcome }) => outcome === "dispatched")
      .flatMap((event) =>
        (urlsOf.get(event.eventType) ?? []).map((to) => ({ event, to, url: new URL(to.url) })),
      )
      .map(({ event, to, url }) => deliveryOf(event, to.id, url));
    await insertRows(
      tx,
      "event",
      "id text, event_type event_type, instance_id text, process_name text, occurred_at timestamptz, outcome event_outcome, actor_name text, expected smallint",
      events.map((event) => ({
        id: event.id,
        event_type: event.eventType,
        instance_id: event.instanceId,
        process_name: event.processName,
        occurred_at: event.at,
        outcome: event.outcome,
        actor_name: people.user.name,
        expected: event.outcome === "dispatched" ? (urlsOf.get(event.eventType)?.length ?? 0) : 0,
      })),
    );
    // The database gives the ids, in this order.
    const ids = await insertRows(
      tx,
      "delivery",
      "event_id text, endpoint_id int, status delivery_status, fail_reason fail_reason, attempts smallint, next_at timestamptz, created_at timestamptz, done_at timestamptz, last_outcome attempt_outcome, last_status_code smallint, last_total_ms real",
      deliveries.map(({ row }) => row),
      "id",
    );
    await insertRows(
      tx,
      "attempt",
      "delivery_id bigint, number smallint, outcome attempt_outcome, started_at timestamptz, finished_at timestamptz, request text, status_code smallint, response_headers text, response_body text, first_byte_ms real, total_ms real, cause text",
      deliveries.flatMap(({ attempts }, index) =>
        attempts.map((attempt) => ({ ...attempt, delivery_id: ids[index] })),
      ),
    );
    await insertRows(
      tx,
      "endpoint_state_change",
      "endpoint_id int, from_state endpoint_condition, to_state endpoint_condition, reason text, at timestamptz",
      pastStates(
        deliveries.flatMap(({ row, attempts }) =>
          attempts.map(({ outcome, finished_at }) => ({
            endpointId: row.endpoint_id,
            outcome,
            finishedAt: finished_at,
          })),
        ),
      ),
    );
  });
  const session = await pool().connect();
  try {
    await recount(session, { wait: true });
    // What happened before the demo began is no news.
    await session.query("insert into noticed_change (change_id) select id from endpoint_state_change");
    await session.query(
      `insert into noticed_failures (half_hour, endpoint_id, failed)
       select half_hour, endpoint_id, sum(failed) from delivery_stats group by 1, 2 having sum(failed) > 0`,
    );
  } finally {
    session.release();
  }

  function deliveryOf(event: PastEvent & { id: string }, endpointId: number, url: URL) {
    const calls = pastCalls(url, event, nowMs, random);
    let atMs = event.atMs + 20;
    const attempts = calls.map((call, index) => {
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
}

function requestOf(url: URL, { id, eventType, instanceId, processName }: PastEvent & { id: string }): string {
  const query = new URLSearchParams({ instanceID: instanceId, processName, eventType });
  return `GET ${url.pathname}?${query} HTTP/1.1\nhost: ${url.host}\nwebhook-id: ${id}`;
}
