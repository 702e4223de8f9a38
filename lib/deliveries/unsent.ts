import { pool } from "@/lib/db/pool";
import type { EventType } from "@/lib/events/event-types";
import type { UnsentView } from "./view";

type Row = {
  id: string;
  event_type: EventType;
  instance_id: string;
  process_name: string;
  outcome: UnsentView["outcome"];
  occurred_at: Date;
};

/** Events without a delivery, with the reason, by their ids. The caller has checked the permission. */
export async function readUnsent(eventIDs: string[]): Promise<Map<string, UnsentView>> {
  if (eventIDs.length === 0) return new Map();
  const { rows } = await pool().query<Row>(
    `select id, event_type, instance_id, process_name, outcome, occurred_at
     from event where id = any ($1::text[]) and outcome <> 'dispatched'`,
    [eventIDs],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        eventID: row.id,
        eventType: row.event_type,
        instanceID: row.instance_id,
        processName: row.process_name,
        outcome: row.outcome,
        occurredAt: row.occurred_at.toISOString(),
      },
    ]),
  );
}
