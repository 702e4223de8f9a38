import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import type { EventOutcome } from "./event-outcomes";
import type { EventType } from "./event-types";
import type { InstanceEvent } from "./view";

type Row = {
  id: string;
  event_type: EventType;
  process_name: string;
  outcome: EventOutcome;
  occurred_at: Date;
  actor_name: string;
  left_out: number;
  total: number;
  delivered: number;
  pending: number;
  failed: number;
  cancelled: number;
};

const maxListed = 200;

/** Every event of an instance, newest first, at most 200; also of one that was deleted since. @throws ForbiddenError */
export async function readInstanceEvents(actor: Actor, instanceID: string): Promise<InstanceEvent[]> {
  assertCan(actor, "events:read");
  if (/[\0\p{Surrogate}]/u.test(instanceID)) return [];
  const { rows } = await pool().query<Row>(
    `select event.id, event_type, process_name, outcome, occurred_at, actor_name,
       coalesce(cardinality(left_out), 0) as left_out, counted.*
     from event cross join lateral (
       select count(*)::int as total,
         count(*) filter (where status = 'delivered')::int as delivered,
         count(*) filter (where status = 'pending')::int as pending,
         count(*) filter (where status = 'failed')::int as failed,
         count(*) filter (where status = 'cancelled')::int as cancelled
       from delivery where event_id = event.id
     ) as counted
     where instance_id = $1 order by event.id desc limit ${maxListed}`,
    [instanceID],
  );
  return rows.map((row) => ({
    eventID: row.id,
    eventType: row.event_type,
    processName: row.process_name,
    outcome: row.outcome,
    occurredAt: row.occurred_at.toISOString(),
    actorName: row.actor_name,
    leftOut: row.left_out,
    deliveries: {
      total: row.total,
      delivered: row.delivered,
      pending: row.pending,
      failed: row.failed,
      cancelled: row.cancelled,
    },
  }));
}
