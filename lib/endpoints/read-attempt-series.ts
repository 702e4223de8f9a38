import { type Actor, assertCan } from "@/lib/auth/actor";
import type { AttemptOutcome } from "@/lib/callback/advice";
import { pool } from "@/lib/db/pool";
import { halfHourOf } from "@/lib/stats/half-hour";
import { latencyMs } from "@/lib/stats/latency";
import { tallies } from "@/lib/stats/tallies";
import { endpointIdOf } from "./endpoint-id";
import type { SeriesSpan } from "./schema";
import type { AttemptSeries, SeriesBucket } from "./view";

const spans: Record<SeriesSpan, { minutes: number; buckets: number }> = {
  "24h": { minutes: 30, buckets: 48 },
  "7d": { minutes: 180, buckets: 56 },
};

/** Half hours counted back from the present one, which is 0. Parameters: endpoint, minutes of a part, parts. */
const statement = `
with ${tallies(
  `endpoint_id = $1 and half_hour >= ${halfHourOf("now()")} - make_interval(mins => $2::int * $3::int - 30)`,
)}
select (extract(epoch from ${halfHourOf("now()")} - half_hour) / 60)::int / $2::int as ago, outcome, status_code as "statusCode",
  latency, sum(attempts)::float8 as attempts
from attempt_tally
group by 1, 2, 3, 4`;

type Tally = { ago: number; outcome: AttemptOutcome; statusCode: number; latency: number; attempts: number };

/** The last 24 hours or 7 days of one endpoint, the present part included. @throws ForbiddenError, NotFoundError when the id is not an endpoint's */
export async function readAttemptSeries(
  actor: Actor,
  endpointID: string,
  span: SeriesSpan,
): Promise<AttemptSeries> {
  assertCan(actor, "deliveries:read");
  const { minutes, buckets } = spans[span];
  const [tallied, state] = await Promise.all([
    pool().query<Tally>(statement, [endpointIdOf(endpointID), minutes, buckets]),
    pool().query("select from stats_state where recounted_at is not null"),
  ]);
  const { rows } = tallied;
  return {
    ...bucketOf(rows),
    span,
    buckets: Array.from({ length: buckets }, (_, index) =>
      bucketOf(rows.filter(({ ago }) => ago === buckets - 1 - index)),
    ),
    bucketMinutes: minutes,
    outcomes: outcomesOf(rows),
    complete: state.rowCount === 1,
  };
}

function bucketOf(tallies: Tally[]): SeriesBucket {
  const delivered = sum(tallies.filter(({ outcome }) => outcome === "delivered"));
  const answered = tallies.filter(({ statusCode }) => statusCode > 0);
  return {
    delivered,
    failed: sum(tallies) - delivered,
    p50Ms: percentileMs(answered, 0.5),
    p95Ms: percentileMs(answered, 0.95),
  };
}

/** By the nearest rank. */
function percentileMs(tallies: Tally[], share: number): number | null {
  const rank = share * sum(tallies);
  let upTo = 0;
  for (const { latency, attempts } of tallies.toSorted((one, other) => one.latency - other.latency)) {
    upTo += attempts;
    if (upTo >= rank) return latencyMs(latency);
  }
  return null;
}

function outcomesOf(tallies: Tally[]): AttemptSeries["outcomes"] {
  const counts = new Map<string, AttemptSeries["outcomes"][number]>();
  for (const { outcome, statusCode, attempts } of tallies) {
    const key = `${outcome} ${statusCode}`;
    const one = counts.get(key) ?? { outcome, statusCode: statusCode || null, count: 0 };
    counts.set(key, { ...one, count: one.count + attempts });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}

function sum(tallies: Tally[]): number {
  return tallies.reduce((total, { attempts }) => total + attempts, 0);
}
