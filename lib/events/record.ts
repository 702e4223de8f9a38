import type { Actor } from "@/lib/auth/actor";
import { orderLockClass, webhookSettingsLock } from "@/lib/db/locks";
import { afterCommit, type Queryable } from "@/lib/db/pool";
import { newEventId } from "@/lib/ids";
import { announceDue, channelForOwnHint } from "./announce";
import type { EventType } from "./event-types";
import type { EventOutcome } from "./schema";

export type NewEvent = { eventType: EventType; instanceId: string; processName: string };
export type RecordedEvent = { eventID: string; outcome: EventOutcome; endpointIds: number[] };

/** What the database's function `record_events_posted` answers: one row for each type that occurs (docs/decisions/0018). */
type TypeRow = { of_type: EventType; outcome: EventOutcome; endpoint_ids: number[] };

/**
 * Sends the hint about what was `recorded` with the commit, on the channel `parameter`; not where that is null, nor while the
 * server's queue of notifications is half full: a full one would refuse the commit.
 */
const ownHint = (parameter: string) => `left join lateral (
  select pg_notify(${parameter}, array_to_string(endpoint_ids, ','))
  where ${parameter}::text is not null and endpoint_ids <> '{}' and pg_notification_queue_usage() < 0.5
) as hint on true`;

/** Tells the dispatchers what no hint of the transaction's own tells. */
function announce(channel: string | null, rows: TypeRow[]): void {
  const endpointIds = [...new Set(rows.flatMap((row) => row.endpoint_ids))];
  if (channel === null && endpointIds.length > 0) afterCommit(() => announceDue(endpointIds));
}

/**
 * Records events and one delivery per URL that each is to reach, in the transaction of the change they tell of; given the
 * pool, in one of their own. Where the workspace keeps order, each delivery says of which instance it is (`order_key`,
 * docs/decisions/0014), and the ids of one instance's deliveries follow the order in which their events commit.
 * The caller has checked the permission. The dispatchers learn of it with the commit, or soon after.
 * @param posted whether they came from a platform that keeps its instances elsewhere, so that no change here belongs to them
 * @returns one entry per event, in the order given
 */
export async function recordEvents(
  db: Queryable,
  actor: Actor,
  events: readonly NewEvent[],
  { posted = false }: { posted?: boolean } = {},
): Promise<RecordedEvent[]> {
  if (events.length === 0) return [];
  const recorded = events.map(({ eventType }) => ({ eventType, eventID: newEventId() }));
  const channel = channelForOwnHint();
  const { rows } = await db.query<TypeRow>({
    name: "record-events",
    text: `select recorded.*
           from record_events_posted($1::text[], $2::event_type[], $3::text[], $4::text[], $5, $6, $7, $8) as recorded ${ownHint("$9")}`,
    values: [
      recorded.map(({ eventID }) => eventID),
      recorded.map(({ eventType }) => eventType),
      events.map(({ instanceId }) => instanceId),
      events.map(({ processName }) => processName),
      actor.name,
      webhookSettingsLock,
      orderLockClass,
      posted,
      channel,
    ],
  });
  announce(channel, rows);
  const byType = new Map(rows.map((row) => [row.of_type, row]));
  return recorded.map(({ eventType, eventID }) => {
    const row = byType.get(eventType);
    if (!row) throw new Error(`No ${eventType} event was recorded.`);
    return { eventID, outcome: row.outcome, endpointIds: row.endpoint_ids };
  });
}

/** A statement's beginning that changes one instance and returns its `instance_id` and `process_name`; parameters from $7 on. */
export type Change = { name: string; text: string; values: unknown[] };

/**
 * Makes a change and records the event that tells of it in one statement, otherwise as `recordEvents`.
 * @returns null when the change found no instance: then nothing is recorded
 */
export async function recordChange(
  db: Queryable,
  actor: Actor,
  eventType: EventType,
  { name, text, values }: Change,
): Promise<RecordedEvent | null> {
  const eventID = newEventId();
  const channel = channelForOwnHint();
  const { rows } = await db.query<TypeRow>({
    name,
    text: `with changed as (${text})
           select recorded.* from changed cross join lateral record_events_posted(
             array[$1::text], array[$2::event_type], array[instance_id], array[process_name], $3, $4, $5, false) as recorded
           ${ownHint("$6")}`,
    values: [eventID, eventType, actor.name, webhookSettingsLock, orderLockClass, channel, ...values],
  });
  announce(channel, rows);
  const [row] = rows;
  return row ? { eventID, outcome: row.outcome, endpointIds: row.endpoint_ids } : null;
}
