import { isUnderWay } from "@/lib/attempts/state";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { AttemptOutcome } from "@/lib/callback/outcome-title";
import { hasPending } from "@/lib/db/by-key";
import type { EndpointState } from "@/lib/db/generated/enums";
import { inTransaction, pool } from "@/lib/db/pool";
import { recoveryMs } from "@/lib/endpoints/breaker-rules";
import type { EventType } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";
import { countOf, maxCounted } from "@/lib/stats/count";
import { halfHourOf } from "@/lib/stats/half-hour";
import { latencyMs } from "@/lib/stats/latency";
import { tallies } from "@/lib/stats/tallies";
import type { CallbackRow, StoredHeader } from "./callback-endpoint";
import { type CertificateFacts, certificateView } from "./certificate-view";
import { shownHeaders } from "./change-headers";
import { type Description, descriptionFields, descriptionOf } from "./description";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import type { ListEndpoints } from "./schema";
import { heldReason } from "./secrets";
import { processesOf } from "./set-processes";
import type { EndpointStats } from "./view";

type Row = Description & {
  id: number;
  url: string;
  event_types: EventType[];
  subscribed_types: EventType[];
  process_names: string[];
  max_per_second: number | null;
  max_at_once: number | null;
  retry_pauses_s: number[] | null;
  state: EndpointState;
  state_reason: string | null;
  state_changed_at: Date | null;
  failures: number;
  failing_since: Date | null;
  probe_at: Date | null;
  recovering: boolean;
  delivered: number;
  failed: number;
  pending: number;
  first_calls: EndpointStats["firstCalls"] | null;
  p50: number | null;
  p95: number | null;
  last_id: string | null;
  last_outcome: AttemptOutcome | null;
  last_status_code: number | null;
  last_at: Date | null;
  secret: Buffer | null;
  request_headers: StoredHeader[] | null;
  client_certificate: Buffer | null;
  client_certificate_facts: CertificateFacts | null;
  previous_secret_until: Date | null;
};

/** Claims begin with what is due first: those under way are among so many. */
const maxFirstCalls = 100;

const statement = `
with shown as (
  select endpoint.*,
    array(select subscription.event_type::text from subscription join event_switch using (event_type)
      where endpoint_id = endpoint.id and event_switch.enabled order by subscription.event_type) as event_types,
    array(select event_type::text from subscription where endpoint_id = endpoint.id order by event_type) as subscribed_types,
    ${processesOf("endpoint.id")} as process_names
  from endpoint
  where case when $1::int is null
    then exists (select from subscription where endpoint_id = endpoint.id)
      or ${hasPending("endpoint.id")}
    else endpoint.id = $1
  end and endpoint.id > $2::int
  order by endpoint.id limit $3
), ${tallies(`half_hour >= ${halfHourOf("now()")} - interval '1410 min' and endpoint_id = any (array(select id from shown))`)},
ended as (
  select endpoint_id, sum(delivered)::float8 as delivered, sum(failed)::float8 as failed from delivery_tally group by 1
), answered as (
  select endpoint_id, latency, sum(attempts) as attempts from attempt_tally where status_code > 0 group by 1, 2
), ranked as (
  select endpoint_id, latency, sum(attempts) over (partition by endpoint_id order by latency) as up_to,
    sum(attempts) over (partition by endpoint_id) as attempts
  from answered
), percentile as (
  select endpoint_id, min(latency) filter (where up_to >= 0.5 * attempts) as p50,
    min(latency) filter (where up_to >= 0.95 * attempts) as p95
  from ranked group by 1
), newest as (
  select distinct on (endpoint_id) endpoint_id, delivery_id, number from unfolded where attempted
  order by endpoint_id, entry_id desc, place desc
)
select shown.id, shown.url, shown.secret, shown.request_headers, shown.client_certificate, shown.client_certificate_facts, ${descriptionFields.map((field) => `shown.${field}`).join(", ")}, shown.event_types, shown.subscribed_types, shown.process_names, shown.max_per_second, shown.max_at_once, shown.retry_pauses_s, shown.state, shown.state_reason,
  shown.state_changed_at, shown.failures, shown.failing_since, shown.probe_at,
  shown.state = 'active' and coalesce(shown.recovered_at > now() - interval '${recoveryMs} ms', false) as recovering,
  coalesce(ended.delivered, 0) as delivered, coalesce(ended.failed, 0) as failed, percentile.p50, percentile.p95,
  (select count(*)::int from (
    select from delivery where endpoint_id = shown.id and done_at is null limit ${maxCounted + 1}
  ) as counted) as pending,
  case when last.delivery_id is null then (select jsonb_object_agg(event_type, calls) from (
    select (select event_type from event where id = event_id) as event_type, count(*)::int as calls from (
      select event_id, ${isUnderWay()} as under_way from delivery where endpoint_id = shown.id and done_at is null
      order by next_at, id limit ${maxFirstCalls}
    ) as first where under_way group by 1
  ) as by_type) end as first_calls,
  case when shown.previous_secret_until > now() then shown.previous_secret_until end as previous_secret_until,
  last.delivery_id::text as last_id, attempt.outcome as last_outcome, attempt.status_code as last_status_code,
  coalesce(attempt.finished_at, attempt.started_at) as last_at
from shown left join ended on ended.endpoint_id = shown.id left join percentile on percentile.endpoint_id = shown.id
  left join newest on newest.endpoint_id = shown.id left join last_attempt on last_attempt.endpoint_id = shown.id
  cross join lateral (select coalesce(newest.delivery_id, last_attempt.delivery_id) as delivery_id,
    coalesce(newest.number, last_attempt.number) as number) as last
  left join attempt on attempt.delivery_id = last.delivery_id and attempt.number = last.number
order by shown.id`;

/** Every callback URL that is entered or still has something waiting. @throws ForbiddenError */
export async function readEndpointStats(actor: Actor): Promise<EndpointStats[]> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<Row>(statement, [null, 0, null]);
  return rows.map(statsOf);
}

/** The same, a page at a time, in the order of their ids. `nextCursor` is null on the last page. @throws ForbiddenError */
export async function listEndpoints(
  actor: Actor,
  { limit, cursor }: ListEndpoints,
): Promise<{ items: EndpointStats[]; nextCursor: string | null }> {
  assertCan(actor, "deliveries:read");
  const after = cursor === undefined ? 0 : endpointIdOf(cursor);
  const { rows } = await pool().query<Row>(statement, [null, after, limit + 1]);
  const items = rows.slice(0, limit).map(statsOf);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.endpointID ?? null) : null };
}

/** One endpoint, entered or not. @throws ForbiddenError, NotFoundError */
export async function readStatsOf(actor: Actor, endpointID: string): Promise<EndpointStats> {
  assertCan(actor, "deliveries:read");
  const id = endpointIdOf(endpointID);
  // In the transaction under way, if any, so that an answer shows what that has just changed.
  const { rows } = await inTransaction((tx) => tx.query<Row>(statement, [id, 0, null]));
  if (!rows[0]) throw noEndpoint(endpointID);
  return statsOf(rows[0]);
}

/** No dispatcher with this APP_SECRET calls it otherwise (docs/decisions/0053). */
function unreadableOf(row: Row): string | null {
  const { id, url, secret, request_headers: requestHeaders, client_certificate: clientCertificate } = row;
  const sealed: CallbackRow = { url, secret, previousSecret: null, requestHeaders, clientCertificate };
  return heldReason(id, sealed);
}

function statsOf(row: Row): EndpointStats {
  return {
    endpointID: publicId("ep", row.id),
    url: row.url,
    ...descriptionOf(row),
    eventTypes: row.event_types,
    subscribedTypes: row.subscribed_types,
    processNames: row.process_names,
    rate: { perSecond: row.max_per_second, atOnce: row.max_at_once },
    retryPausesS: row.retry_pauses_s,
    state: row.state,
    reason: row.state_reason ?? unreadableOf(row),
    stateSince: row.state_changed_at?.toISOString() ?? null,
    failures: row.failures,
    failingSince: row.failing_since?.toISOString() ?? null,
    probeAt: row.probe_at?.toISOString() ?? null,
    recovering: row.recovering && row.pending > 0,
    delivered: row.delivered,
    failed: row.failed,
    pending: countOf(row.pending),
    firstCalls: row.first_calls ?? {},
    p50Ms: row.p50 === null ? null : latencyMs(row.p50),
    p95Ms: row.p95 === null ? null : latencyMs(row.p95),
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
    requestHeaders: shownHeaders(row.request_headers),
    clientCertificate: certificateView(row.client_certificate_facts, Date.now()),
  };
}
