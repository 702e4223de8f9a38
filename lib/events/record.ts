import type { Actor } from "@/lib/auth/actor";
import { webhookSettingsLock } from "@/lib/db/locks";
import type { Tx } from "@/lib/db/pool";
import { newEventId } from "@/lib/ids";
import type { EventOutcome, EventType } from "./schema";

export type NewEvent = { eventType: EventType; instanceId: string; processName: string };
export type RecordedEvent = { eventID: string; outcome: EventOutcome; endpointIds: number[] };

/**
 * Records events and one delivery per URL that each is to reach, in the transaction of the change they tell of. Where the
 * workspace keeps order, each delivery says of which instance it is (`order_key`, docs/decisions/0014).
 * The caller has checked the permission, and gives `announceDue` their `endpointIds` after commit.
 * @returns one entry per event, in the order given
 */
export async function recordEvents(
  tx: Tx,
  actor: Actor,
  events: readonly NewEvent[],
): Promise<RecordedEvent[]> {
  if (events.length === 0) return [];
  // A statement of its own: the next one's snapshot is then taken after any save of the settings that was waited for.
  await tx.query("select pg_advisory_xact_lock_shared($1)", [webhookSettingsLock]);
  const ids = events.map(() => newEventId());
  const { rows } = await tx.query<RecordedEvent>({
    name: "record-events",
    text: insertEventsAndDeliveries,
    values: [
      ids,
      events.map((event) => event.eventType),
      events.map((event) => event.instanceId),
      events.map((event) => event.processName),
      actor.name,
    ],
  });
  return rows;
}

const insertEventsAndDeliveries = `
  with given as (
    select * from unnest($1::text[], $2::event_type[], $3::text[], $4::text[])
      with ordinality as g (id, event_type, instance_id, process_name, place)
  ), target as (
    select event_type, endpoint_id, position
    from subscription join event_switch using (event_type)
    where enabled
  ), recorded as (
    insert into event (id, event_type, instance_id, process_name, outcome, actor_name, expected)
    select id, event_type, instance_id, process_name,
      (case when not enabled then 'switched_off'
            when exists (select from target where target.event_type = given.event_type) then 'dispatched'
            else 'no_urls' end)::event_outcome,
      $5, (select count(*) from target where target.event_type = given.event_type)
    from given join event_switch using (event_type)
    returning id, outcome
  ), added as (
    insert into delivery (event_id, endpoint_id, order_key)
    select id, endpoint_id, case when (select ordered from webhook_settings where id = 1) then instance_id end
    from given join target using (event_type)
    order by place, position
    returning event_id, endpoint_id
  ), reached as (
    select event_id, array_agg(endpoint_id) as endpoint_ids from added group by event_id
  )
  select recorded.id as "eventID", outcome, coalesce(endpoint_ids, '{}') as "endpointIds"
  from given join recorded on recorded.id = given.id
    left join reached on reached.event_id = given.id
  order by place`;
