import { lease } from "@/lib/attempts/lease";
import type { Actor } from "@/lib/auth/actor";
import {
  claimsChannel,
  dispatcherLifeLockClass,
  orderLockClass,
  recordedClaimLockClass,
  webhookSettingsLock,
} from "@/lib/db/locks";
import { afterCommit, type Queryable } from "@/lib/db/pool";
import { newEventId } from "@/lib/ids";
import { announceDue, reserveHintChannel } from "./announce";
import type { EventOutcome } from "./event-outcomes";
import type { EventType } from "./event-types";

export type NewEvent = { eventType: EventType; instanceId: string; processName: string };
/** A statement whose change the events tell of; its parameters are $8 and up. */
type ChangeOfMany = { name: string; text: string; values: unknown[] };
export type RecordedEvent = { eventID: string; outcome: EventOutcome; endpointIds: number[] };

/** What the database's function `record_events_by_process` answers: one row for each event type that occurs (docs/decisions/0018, 0050). */
type TargetRow = {
  of_type: EventType;
  /** While any URL has a list of processes, there is a row for each process of the type; else null (docs/decisions/0063). */
  of_process: string | null;
  outcome: EventOutcome;
  endpoint_ids: number[];
  due_endpoint_ids: number[];
};

/** A call of that function. @param channel SQL of the hint's channel; where it is null, nothing is claimed either */
const recorded = (
  events: string,
  actor: string,
  posted: string,
  channel: string,
) => `record_events_by_process(
  ${events}, ${actor}, ${webhookSettingsLock}, ${orderLockClass}, ${posted}, ${channel}::text is not null,
  ${dispatcherLifeLockClass}, ${recordedClaimLockClass}, ${lease}) as recorded`;

/**
 * Notifies with the commit: a dispatcher of the deliveries that were claimed for it, and the hint's channel of what nobody has
 * claimed. There is no hint where the channel is null, nor while the server's queue of notifications is half full: a full one would
 * refuse the commit. For the same reason nothing is claimed then.
 */
const notified = (channel: string) => `left join lateral (
  select pg_notify('${claimsChannel("")}' || claimed_by, claims::text) where claims is not null
) as claim_notified on true
left join lateral (
  select pg_notify(${channel}, array_to_string(due_endpoint_ids, ','))
  where ${channel}::text is not null and due_endpoint_ids <> '{}' and pg_notification_queue_usage() < 0.5
) as hint on true`;

const columns = "of_type, of_process, outcome, endpoint_ids, due_endpoint_ids";

/** Where the transaction sent no hint of its own, tells the dispatchers after its commit. */
function announce(channel: string | null, rows: TargetRow[]): void {
  const endpointIds = [...new Set(rows.flatMap((row) => row.due_endpoint_ids))];
  if (channel === null && endpointIds.length > 0) afterCommit(() => announceDue(endpointIds));
}

/**
 * Records events and one delivery per URL that each is to reach, in the caller's transaction; given the pool, in its own. The
 * caller has checked the permission. Where order is kept, the ids of one instance's deliveries follow the order in which their
 * events commit (`order_key`, docs/decisions/0014).
 * @param posted whether they came from a platform that keeps its instances elsewhere, so that no change here belongs to them
 * @param change what is done in the same statement, before
 * @returns one entry per event, in the order given
 */
export async function recordEvents(
  db: Queryable,
  actor: Pick<Actor, "name">,
  events: readonly NewEvent[],
  { posted = false, change }: { posted?: boolean; change?: ChangeOfMany } = {},
): Promise<RecordedEvent[]> {
  if (events.length === 0) return [];
  const identified = events.map(({ eventType }) => ({ eventType, eventID: newEventId() }));
  const channel = reserveHintChannel();
  const { rows } = await db.query<TargetRow>({
    name: change?.name ?? "record-events",
    text: `${change ? `with changed as (${change.text})` : ""} select ${columns}
           from ${change ? "(select count(*) from changed) as done cross join lateral" : ""} ${recorded("$1::text[], $2::event_type[], $3::text[], $4::text[]", "$5", "$6", "$7")} ${notified("$7")}`,
    values: [
      identified.map(({ eventID }) => eventID),
      identified.map(({ eventType }) => eventType),
      events.map(({ instanceId }) => instanceId),
      events.map(({ processName }) => processName),
      actor.name,
      posted,
      channel,
      ...(change?.values ?? []),
    ],
  });
  announce(channel, rows);
  const targets = new Map(rows.map((row) => [targetKey(row.of_type, row.of_process), row]));
  return identified.map(({ eventType, eventID }, index) => {
    const row =
      targets.get(targetKey(eventType, null)) ??
      targets.get(targetKey(eventType, events[index]?.processName ?? null));
    if (!row) throw new Error(`No ${eventType} event was recorded.`);
    return { eventID, outcome: row.outcome, endpointIds: row.endpoint_ids };
  });
}

const targetKey = (eventType: EventType, process: string | null) =>
  process === null ? eventType : `${eventType} ${process}`;

/** A statement that changes one instance and returns its `instance_id` and `process_name`; its parameters are $5 and up. */
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
  const channel = reserveHintChannel();
  const { rows } = await db.query<TargetRow>({
    name,
    text: `with changed as (${text})
           select ${columns} from changed cross join lateral ${recorded(
             "array[$1::text], array[$2::event_type], array[instance_id], array[process_name]",
             "$3",
             "false",
             "$4",
           )}
           ${notified("$4")}`,
    values: [eventID, eventType, actor.name, channel, ...values],
  });
  announce(channel, rows);
  const [row] = rows;
  return row ? { eventID, outcome: row.outcome, endpointIds: row.endpoint_ids } : null;
}
