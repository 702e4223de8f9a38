import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { afterCommit, inTransaction } from "@/lib/db/pool";
import { lockSettingsShared } from "@/lib/db/settings-lock";
import { wantsProcess } from "@/lib/db/wants-process";
import { ConflictError, NotFoundError, quoted } from "@/lib/errors";
import { announceDue } from "@/lib/events/announce";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";

/** One statement: the outcome changes with the deliveries it speaks of, and only of an event that has none (docs/decisions/0048). */
const sendStatement = `
with target as materialized (
  select endpoint.id as endpoint_id, position, endpoint.state, ${wantsProcess("endpoint.id", "event.process_name")} as wants
  from event join event_switch using (event_type) join subscription using (event_type)
    join endpoint on endpoint.id = subscription.endpoint_id
  where event.id = $1 and enabled
), sent as (
  update event set outcome = 'dispatched', expected = (select count(*) from target where wants), outcome_before = event.outcome,
    left_out = (select array_agg(endpoint_id order by position) from target where not wants)
  where id = $1 and outcome <> 'dispatched' and exists (select from target where wants)
  returning id
), added as (
  -- What is asked for by hand goes first; for a suspended URL it waits with the others.
  insert into delivery (event_id, endpoint_id, resend_by)
  select sent.id, endpoint_id, case when state <> 'suspended' then $2 end from sent cross join target
  where wants order by position
  returning endpoint_id
), probed as (
  update endpoint set probe_at = now() where id in (select endpoint_id from added) and state = 'probing'
)
select array_agg(endpoint_id) as "endpointIds" from added`;

/**
 * Sends an event that was never sent, to every URL that is there for its type now and wants its process, with the id it has.
 * Pressed twice, or while a job is at it, the event goes out once.
 * @returns to how many URLs it goes
 * @throws ForbiddenError, NotFoundError; ConflictError where it was sent already, and where no URL is there for its type
 */
export async function sendUnsent(actor: Actor, eventID: string): Promise<{ eventID: string; urls: number }> {
  assertCan(actor, "deliveries:write");
  return inTransaction(async (tx) => {
    await lockSettingsShared(tx);
    const { rows: events } = await tx.query<{
      eventType: EventType;
      processName: string;
      outcome: string;
      hasUrls: boolean;
    }>(
      `select event_type as "eventType", process_name as "processName", outcome,
         exists (select from subscription join event_switch using (event_type)
           where subscription.event_type = event.event_type and enabled) as "hasUrls"
       from event where id = $1 for no key update`,
      [eventID],
    );
    const [event] = events;
    if (!event) throw new NotFoundError(`There is no event ${quoted(eventID)}.`);
    if (event.outcome === "dispatched") throw new ConflictError(`${eventID} has been sent already.`);
    const { rows } = await tx.query<{ endpointIds: number[] | null }>(sendStatement, [eventID, actor.name]);
    const endpointIds = rows[0]?.endpointIds;
    if (!endpointIds) {
      const label = eventTypeLabels[event.eventType];
      throw new ConflictError(
        event.hasUrls
          ? `No ${label} URL wants the process ${quoted(event.processName)} now. Add it to the list of a URL, on that URL's page, then send it.`
          : `Nothing receives ${label} events now. Under Webhooks, switch the ${label} callback on and enter a URL, then send it.`,
      );
    }
    await recordAudit(tx, actor, {
      action: "event.sent",
      subject: eventID,
      before: { outcome: event.outcome },
      after: { urls: endpointIds.length },
    });
    afterCommit(() => announceDue(endpointIds));
    return { eventID, urls: endpointIds.length };
  });
}
