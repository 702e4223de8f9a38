import { type Actor, assertCan } from "@/lib/auth/actor";
import type { EventType } from "@/lib/db/generated/enums";
import { pool } from "@/lib/db/pool";

/** Half hours shown for each event type: the last 24 hours. */
export const barCount = 48;

/** The last 24 hours of one event type. `bars` go from the oldest half hour to the present one. */
export type TypeOverview = {
  eventType: EventType;
  delivered: number;
  failed: number;
  pending: number;
  cancelled: number;
  /** Events that went nowhere, by reason. */
  notSent: { switchedOff: number; noUrls: number };
  bars: { delivered: number; failed: number; pending: number }[];
};

type Row = { event_type: EventType; ago: number; outcome: string; status: string | null; n: number };

const statement = `
select event.event_type, event.outcome, delivery.status,
  least(${barCount - 1}, greatest(0, floor(extract(epoch from now() - event.occurred_at) / 1800)))::int as ago,
  count(*)::int as n
from event left join delivery on delivery.event_id = event.id
where event.occurred_at > now() - interval '24 h'
group by 1, 2, 3, 4`;

/** What became of the last 24 hours' events, each type on its own. @throws ForbiddenError */
export async function readOverview(actor: Actor): Promise<Record<EventType, TypeOverview>> {
  assertCan(actor, "deliveries:read");
  const overview = { created: empty("created"), updated: empty("updated"), deleted: empty("deleted") };
  const { rows } = await pool().query<Row>(statement);
  for (const { event_type, outcome, status, ago, n } of rows) {
    const type = overview[event_type];
    if (outcome === "switched_off") type.notSent.switchedOff += n;
    else if (outcome === "no_urls") type.notSent.noUrls += n;
    else if (status === "cancelled") type.cancelled += n;
    else if (status === "delivered" || status === "failed" || status === "pending") {
      type[status] += n;
      const bar = type.bars[barCount - 1 - ago];
      if (bar) bar[status] += n;
    }
  }
  return overview;
}

function empty(eventType: EventType): TypeOverview {
  return {
    eventType,
    delivered: 0,
    failed: 0,
    pending: 0,
    cancelled: 0,
    notSent: { switchedOff: 0, noUrls: 0 },
    bars: Array.from({ length: barCount }, () => ({ delivered: 0, failed: 0, pending: 0 })),
  };
}
