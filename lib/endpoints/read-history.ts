import { type Actor, assertCan } from "@/lib/auth/actor";
import type { AttemptOutcome } from "@/lib/callback/advice";
import { pool } from "@/lib/db/pool";
import { endpointIdOf } from "./endpoint-id";
import { type HistorySpan, historyReach } from "./schema";

/** Attempts begun in one part of the span; latencies (ms) are of those that were answered. */
export type HistoryBucket = { delivered: number; failed: number; p50Ms: number | null; p95Ms: number | null };

/** How the attempts to one endpoint went; those under way are in none of it. */
export type EndpointHistory = HistoryBucket & {
  span: HistorySpan;
  /** From the oldest to the present one. */
  buckets: HistoryBucket[];
  bucketMinutes: number;
  /** The most frequent first. */
  outcomes: { outcome: AttemptOutcome; statusCode: number | null; count: number }[];
  /** Only the newest deliveries were looked at, so the oldest part may be missing. */
  cut: boolean;
};

const spans: Record<HistorySpan, { hours: number; buckets: number }> = {
  "24h": { hours: 24, buckets: 48 },
  "7d": { hours: 168, buckets: 56 },
};

/**
 * One row for each part of the span, one for each outcome, and one for all. Parts are counted back from now. Deliveries are
 * found by their endpoint, the newest first; those that ended before the span have no attempt in it.
 */
const statement = `
with newest as materialized (
  select id, done_at, created_at from delivery where endpoint_id = $1 order by id desc limit $4
), tried as materialized (
  select attempt.outcome, attempt.status_code, attempt.outcome = 'delivered' as delivered,
    case when attempt.status_code is not null then attempt.total_ms end as ms,
    greatest(0, floor(extract(epoch from now() - attempt.started_at) / ($2::int * 3600.0 / $3::int)))::int as ago
  from newest join attempt on attempt.delivery_id = newest.id
  where (newest.done_at is null or newest.done_at > now() - make_interval(hours => $2::int))
    and attempt.started_at > now() - make_interval(hours => $2::int) and attempt.outcome <> 'in_progress'
)
select case when grouping(ago) = 0 then 'part' when grouping(outcome) = 0 then 'outcome' else 'all' end as kind,
  ago, outcome, status_code, count(*) filter (where delivered)::int as delivered,
  count(*) filter (where not delivered)::int as failed,
  percentile_cont(0.5) within group (order by ms) as p50, percentile_cont(0.95) within group (order by ms) as p95,
  (select count(*) = $4::int and min(created_at) > now() - make_interval(hours => $2::int) from newest) as cut
from tried
group by grouping sets ((ago), (outcome, status_code), ())`;

type Row = {
  kind: "part" | "outcome" | "all";
  ago: number | null;
  outcome: AttemptOutcome | null;
  status_code: number | null;
  delivered: number;
  failed: number;
  p50: number | null;
  p95: number | null;
  cut: boolean;
};

/** The last 24 hours or 7 days of one endpoint. @throws ForbiddenError, NotFoundError when the id is not an endpoint's */
export async function readHistory(
  actor: Actor,
  endpointID: string,
  span: HistorySpan,
): Promise<EndpointHistory> {
  assertCan(actor, "deliveries:read");
  const { hours, buckets } = spans[span];
  const { rows } = await pool().query<Row>(statement, [
    endpointIdOf(endpointID),
    hours,
    buckets,
    historyReach,
  ]);
  const parts = new Map(rows.flatMap((row) => (row.kind === "part" ? [[row.ago, row]] : [])));
  const all = rows.find(({ kind }) => kind === "all");
  return {
    ...bucketOf(all),
    span,
    buckets: Array.from({ length: buckets }, (_, index) => bucketOf(parts.get(buckets - 1 - index))),
    bucketMinutes: (hours * 60) / buckets,
    outcomes: rows
      .flatMap(({ kind, outcome, status_code, delivered, failed }) =>
        kind === "outcome" && outcome
          ? [{ outcome, statusCode: status_code, count: delivered + failed }]
          : [],
      )
      .sort((one, other) => other.count - one.count),
    cut: all?.cut ?? false,
  };
}

function bucketOf(row: Row | undefined): HistoryBucket {
  return {
    delivered: row?.delivered ?? 0,
    failed: row?.failed ?? 0,
    p50Ms: row?.p50 ?? null,
    p95Ms: row?.p95 ?? null,
  };
}
