import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import type { EventType } from "@/lib/events/event-types";
import type { UnsentView } from "./view";

type Row = {
  id: string;
  event_type: EventType;
  instance_id: string;
  process_name: string;
  outcome: "switched_off" | "no_urls";
  occurred_at: Date;
};

/**
 * Events without a delivery, with the reason, newest first.
 * @param cursor the last eventID of the page before; anything else shows the first page
 * @throws ForbiddenError
 */
export async function listUnsent(
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<{ items: UnsentView[]; nextCursor: string | null }> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<Row>(
    `select id, event_type, instance_id, process_name, outcome, occurred_at from event
     where outcome <> 'dispatched' and ($1::text is null or id < $1) order by id desc limit $2`,
    [cursor && /^evt_[0-9A-Z]{26}$/.test(cursor) ? cursor : null, limit + 1],
  );
  const items = rows.slice(0, limit).map((row) => ({
    eventID: row.id,
    eventType: row.event_type,
    instanceID: row.instance_id,
    processName: row.process_name,
    outcome: row.outcome,
    occurredAt: row.occurred_at.toISOString(),
  }));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.eventID ?? null) : null };
}
