import { ulid } from "ulid";
import { inOwnTransaction, pool, type Tx } from "@/lib/db/pool";
import { recount } from "@/lib/stats/recount";
import { pastOutcome } from "./past-calls";
import { type PastDelivery, pastDelivery } from "./past-deliveries";
import { pastEvents, type RecordedPastEvent } from "./past-events";
import { addPastInstances } from "./past-instances";
import { grouped, insertRows } from "./past-rows";
import { pastStates } from "./past-states";
import { demoUsers } from "./users";

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
    const urlsOf = await urlsByType(tx);
    await tx.query("update endpoint set created_at = $1", [new Date(nowMs - 29 * 86_400_000)]);
    // Somebody may have looked at those hours while there was nothing in them.
    await tx.query("delete from verified_hour");
    await addPastInstances(tx, events);
    const deliveries = events
      .filter(({ outcome }) => outcome === "dispatched")
      .flatMap((event) =>
        (urlsOf.get(event.eventType) ?? []).map((to) => ({ event, to, url: new URL(to.url) })),
      )
      .map(({ event, to, url }) => pastDelivery(event, to.id, url, { nowMs, random }));
    await insertEvents(tx, events, (type) => urlsOf.get(type)?.length ?? 0);
    await insertDeliveries(tx, deliveries);
    await insertStates(tx, deliveries);
  });
  await countPast();
}

async function urlsByType(tx: Tx): Promise<Map<string, Subscribed[]>> {
  const { rows } = await tx.query<Subscribed>(
    "select id, url, event_type::text from subscription join endpoint on endpoint.id = endpoint_id order by id",
  );
  return grouped(rows, (one) => one.event_type);
}

async function insertEvents(
  tx: Tx,
  events: readonly RecordedPastEvent[],
  urlsFor: (eventType: string) => number,
): Promise<void> {
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
      actor_name: demoUsers.user.name,
      expected: event.outcome === "dispatched" ? urlsFor(event.eventType) : 0,
    })),
  );
}

/** Writes deliveries with their attempts. */
async function insertDeliveries(tx: Tx, deliveries: readonly PastDelivery[]): Promise<void> {
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
}

/** How the states of the endpoints changed with these attempts. */
async function insertStates(tx: Tx, deliveries: readonly PastDelivery[]): Promise<void> {
  const attempts = deliveries.flatMap(({ row, attempts }) =>
    attempts.map(({ outcome, finished_at }) => ({
      endpointId: row.endpoint_id,
      outcome,
      finishedAt: finished_at,
    })),
  );
  await insertRows(
    tx,
    "endpoint_state_change",
    "endpoint_id int, from_state endpoint_condition, to_state endpoint_condition, reason text, at timestamptz",
    pastStates(attempts),
  );
}

/** Counts the stats, and takes what happened before the demo began for no news. */
async function countPast(): Promise<void> {
  const session = await pool().connect();
  try {
    await recount(session, { wait: true });
    await session.query("insert into noticed_change (change_id) select id from endpoint_state_change");
    await session.query(
      `insert into noticed_failures (half_hour, endpoint_id, failed)
       select half_hour, endpoint_id, sum(failed) from delivery_stats group by 1, 2 having sum(failed) > 0`,
    );
  } finally {
    session.release();
  }
}
