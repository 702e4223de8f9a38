import { type Actor, assertCan } from "@/lib/auth/actor";
import type { AttemptOutcome } from "@/lib/callback/advice";
import { inTransaction, pool } from "@/lib/db/pool";
import type { EventType } from "@/lib/events/schema";
import { publicId } from "@/lib/ids";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import type { ListEndpoints } from "./schema";

/** How one callback URL does. Counts and times (ms, of the last attempts) are of the last 24 hours. */
export type EndpointHealth = {
  endpointID: string;
  url: string;
  /** Types it is entered for and that are switched on; empty when it gets nothing new. */
  eventTypes: EventType[];
  /** Types it is entered for, switched on or not; empty when it was removed. */
  enteredFor: EventType[];
  state: "active" | "probing" | "suspended";
  reason: string | null;
  /** Since when it is in this state; null while it never was in another. */
  stateSince: string | null;
  /** Calls in a row that failed, and since when there are only such. */
  failures: number;
  failingSince: string | null;
  /** While probing: when the next single call may go out. */
  probeAt: string | null;
  /** It answers again, and what waited goes out at a rising rate. */
  recovering: boolean;
  delivered: number;
  failed: number;
  /** Waiting now, however old. */
  pending: number;
  p50Ms: number | null;
  p95Ms: number | null;
  last: { deliveryID: string; outcome: AttemptOutcome; statusCode: number | null; at: string } | null;
  /** After a rotation: until when callbacks carry a signature by the secret before as well. */
  previousSecretUntil: string | null;
};

type Row = {
  id: number;
  url: string;
  event_types: EventType[];
  entered_for: EventType[];
  state: EndpointHealth["state"];
  state_reason: string | null;
  state_changed_at: Date | null;
  failures: number;
  failing_since: Date | null;
  probe_at: Date | null;
  recovering: boolean;
  delivered: number;
  failed: number;
  pending: number;
  p50: number | null;
  p95: number | null;
  last_id: string | null;
  last_outcome: AttemptOutcome | null;
  last_status_code: number | null;
  last_at: Date | null;
  previous_secret_until: Date | null;
};

/** From then on the rate is free (docs/decisions/0011). */
const risingRateS = 10;

const statement = `
with shown as (
  select endpoint.*,
    array(select subscription.event_type::text from subscription join event_switch using (event_type)
      where endpoint_id = endpoint.id and event_switch.enabled order by subscription.event_type) as event_types,
    array(select event_type::text from subscription where endpoint_id = endpoint.id order by event_type) as entered_for
  from endpoint
  where case when $1::int is null
    then exists (select from subscription where endpoint_id = endpoint.id)
      or exists (select from delivery where endpoint_id = endpoint.id and done_at is null)
    else endpoint.id = $1
  end and endpoint.id > $2::int
  order by endpoint.id limit $3
), recent as (
  select delivery.endpoint_id,
    count(*) filter (where status = 'delivered')::int as delivered,
    count(*) filter (where status = 'failed')::int as failed,
    percentile_cont(0.5) within group (order by last_total_ms) as p50,
    percentile_cont(0.95) within group (order by last_total_ms) as p95
  from event join delivery on delivery.event_id = event.id
  where event.occurred_at > now() - interval '24 h' and ($1::int is null or delivery.endpoint_id = $1)
  group by 1
)
select shown.id, shown.url, shown.event_types, shown.entered_for, shown.state, shown.state_reason,
  shown.state_changed_at, shown.failures, shown.failing_since, shown.probe_at,
  shown.state = 'active' and coalesce(shown.recovered_at > now() - interval '${risingRateS} s', false) as recovering,
  coalesce(recent.delivered, 0) as delivered, coalesce(recent.failed, 0) as failed, recent.p50, recent.p95,
  (select count(*)::int from delivery where endpoint_id = shown.id and done_at is null) as pending,
  case when shown.previous_secret_until > now() then shown.previous_secret_until end as previous_secret_until,
  last.id::text as last_id, last.last_outcome, last.last_status_code, last.at as last_at
from shown left join recent on recent.endpoint_id = shown.id
  left join lateral (
    select delivery.id, last_outcome, last_status_code,
      (select started_at from attempt where delivery_id = delivery.id order by number desc limit 1) as at
    from delivery where endpoint_id = shown.id and last_outcome is not null order by delivery.id desc limit 1
  ) as last on true
order by shown.id`;

/** Every callback URL that is entered or still has something waiting. @throws ForbiddenError */
export async function readEndpointHealth(actor: Actor): Promise<EndpointHealth[]> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<Row>(statement, [null, 0, null]);
  return rows.map(healthOf);
}

/** The same, a page at a time, in the order of their ids. `nextCursor` is null on the last page. @throws ForbiddenError */
export async function listEndpoints(
  actor: Actor,
  { limit, cursor }: ListEndpoints,
): Promise<{ items: EndpointHealth[]; nextCursor: string | null }> {
  assertCan(actor, "deliveries:read");
  const after = cursor === undefined ? 0 : endpointIdOf(cursor);
  const { rows } = await pool().query<Row>(statement, [null, after, limit + 1]);
  const items = rows.slice(0, limit).map(healthOf);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.endpointID ?? null) : null };
}

/** One endpoint, entered or not. @throws ForbiddenError, NotFoundError */
export async function readOneHealth(actor: Actor, endpointID: string): Promise<EndpointHealth> {
  assertCan(actor, "deliveries:read");
  const id = endpointIdOf(endpointID);
  // In the transaction under way, if any: an answer tells of what it has just changed.
  const { rows } = await inTransaction((tx) => tx.query<Row>(statement, [id, 0, null]));
  if (!rows[0]) throw noEndpoint(endpointID);
  return healthOf(rows[0]);
}

function healthOf(row: Row): EndpointHealth {
  return {
    endpointID: publicId("ep", row.id),
    url: row.url,
    eventTypes: row.event_types,
    enteredFor: row.entered_for,
    state: row.state,
    reason: row.state_reason,
    stateSince: row.state_changed_at?.toISOString() ?? null,
    failures: row.failures,
    failingSince: row.failing_since?.toISOString() ?? null,
    probeAt: row.probe_at?.toISOString() ?? null,
    recovering: row.recovering && row.pending > 0,
    delivered: row.delivered,
    failed: row.failed,
    pending: row.pending,
    p50Ms: row.p50,
    p95Ms: row.p95,
    last:
      row.last_id && row.last_outcome && row.last_at
        ? {
            deliveryID: publicId("dlv", row.last_id),
            outcome: row.last_outcome,
            statusCode: row.last_status_code,
            at: row.last_at.toISOString(),
          }
        : null,
    previousSecretUntil: row.previous_secret_until?.toISOString() ?? null,
  };
}
