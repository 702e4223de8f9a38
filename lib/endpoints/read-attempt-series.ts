import { type Actor, assertCan } from "@/lib/auth/actor";
import { type AttemptOutcome, outcomeTitle } from "@/lib/callback/outcome-title";
import { pool } from "@/lib/db/pool";
import { halfHourOf, keptDays, minuteOf } from "@/lib/stats/half-hour";
import { latencyMs } from "@/lib/stats/latency";
import { minuteTallies, tallies } from "@/lib/stats/tallies";
import { endpointIdOf } from "./endpoint-id";
import type { SeriesSpan } from "./schema";
import type { AttemptSeries, FailureCause, SeriesBucket } from "./view";

type Span = { bucketMinutes: number; buckets: number; statement: string };

const spans: Record<SeriesSpan, Span> = {
  "1h": { bucketMinutes: 1, buckets: 60, statement: statementOf("minute") },
  "24h": { bucketMinutes: 30, buckets: 48, statement: statementOf("half_hour") },
  "7d": { bucketMinutes: 180, buckets: 56, statement: statementOf("half_hour") },
  "30d": { bucketMinutes: 720, buckets: 60, statement: statementOf("half_hour") },
};

/** Parts of the span counted back from the present one, which is 0. Parameters: endpoint, minutes of a part, parts. */
function statementOf(grain: "minute" | "half_hour"): string {
  const present = grain === "minute" ? minuteOf("now()") : halfHourOf("now()");
  const grainMinutes = grain === "minute" ? 1 : 30;
  const endsAt = `(${present} + interval '${grainMinutes} min')`;
  const where = `endpoint_id = $1 and ${grain} >= ${present} - make_interval(mins => $2::int * $3::int - ${grainMinutes})`;
  const [ctes, tally] =
    grain === "minute" ? [minuteTallies(where), "minute_tally"] : [tallies(where), "attempt_tally"];
  const kept =
    grain === "minute"
      ? `kept_days >= ${keptDays}`
      : `(kept_days >= ${keptDays} or $2::int * $3::int <= 7 * 1440)`;
  return `
with ${ctes}, grouped as (
  select date_bin(make_interval(mins => $2::int), ${grain}, ${endsAt}) as starts_at, outcome, status_code, latency,
    sum(attempts)::float8 as attempts
  from ${tally}
  group by 1, 2, 3, 4
)
select ${endsAt} as "endsAt", recounted_at is not null and ${kept} as complete,
  (extract(epoch from ${endsAt} - starts_at) / 60)::int / $2::int - 1 as ago, outcome, status_code as "statusCode", latency, attempts
from stats_state left join grouped on true`;
}

type Tally = { ago: number; outcome: AttemptOutcome; statusCode: number; latency: number; attempts: number };
type Row = { endsAt: Date; complete: boolean } & (Tally | { [column in keyof Tally]: null });

/** Causes told apart; rarer ones are counted together. */
const maxCauses = 6;

/** One span of one endpoint up to now, the present part included. @throws ForbiddenError, NotFoundError when the id is not an endpoint's */
export async function readAttemptSeries(
  actor: Actor,
  endpointID: string,
  span: SeriesSpan,
): Promise<AttemptSeries> {
  assertCan(actor, "deliveries:read");
  const { bucketMinutes, buckets, statement } = spans[span];
  const { rows } = await pool().query<Row>(statement, [endpointIdOf(endpointID), bucketMinutes, buckets]);
  const [first] = rows;
  if (!first) throw new Error("The state of the stats is missing.");
  const all = rows.filter((row): row is Row & Tally => row.ago !== null);
  const outcomes = outcomesOf(all);
  const { causes, placeOf } = causesOf(outcomes);
  const byAgo = new Map<number, Tally[]>();
  for (const tally of all) {
    const part = byAgo.get(tally.ago);
    if (part) part.push(tally);
    else byAgo.set(tally.ago, [tally]);
  }
  const startOf = (index: number) =>
    new Date(first.endsAt.getTime() - (buckets - index) * bucketMinutes * 60_000).toISOString();
  const parts = Array.from({ length: buckets }, (_, index) => ({
    startsAt: startOf(index),
    ...countsOf(byAgo.get(buckets - 1 - index) ?? [], causes.length, placeOf),
  }));
  const { failures: _, ...whole } = countsOf(all, causes.length, placeOf);
  return { ...whole, span, bucketMinutes, buckets: parts, causes, outcomes, complete: first.complete };
}

const keyOf = ({ outcome, statusCode }: { outcome: AttemptOutcome; statusCode: number | null }) =>
  `${outcome} ${statusCode || 0}`;

function causesOf(outcomes: AttemptSeries["outcomes"]) {
  const failed = outcomes.filter(({ outcome }) => outcome !== "delivered");
  // One that would stand alone under "other" is shown as itself.
  const shown = failed.length <= maxCauses + 1 ? failed.length : maxCauses;
  const causes: FailureCause[] = failed
    .slice(0, shown)
    .map(({ outcome, statusCode, count }) => ({ title: outcomeTitle(outcome, statusCode), count }));
  const rest = failed.slice(shown);
  if (rest.length > 0)
    causes.push({ title: "Other", count: rest.reduce((sum, { count }) => sum + count, 0) });
  const places = new Map(failed.map((cause, index) => [keyOf(cause), Math.min(index, shown)]));
  return { causes, placeOf: (tally: Tally) => places.get(keyOf(tally)) };
}

function countsOf(
  tallies: Tally[],
  causes: number,
  placeOf: (tally: Tally) => number | undefined,
): Omit<SeriesBucket, "startsAt"> {
  const failures = new Array<number>(causes).fill(0);
  const answered: Tally[] = [];
  let [delivered, failed] = [0, 0];
  for (const tally of tallies) {
    if (tally.statusCode > 0) answered.push(tally);
    const place = placeOf(tally);
    if (place === undefined) delivered += tally.attempts;
    else {
      failed += tally.attempts;
      failures[place] = (failures[place] ?? 0) + tally.attempts;
    }
  }
  const [p50Ms, p95Ms, p99Ms] = percentilesMs(answered, [0.5, 0.95, 0.99]);
  return { delivered, failed, failures, p50Ms: p50Ms ?? null, p95Ms: p95Ms ?? null, p99Ms: p99Ms ?? null };
}

/** By the nearest rank, each of `shares`, which rise. Empty where nothing was answered. */
function percentilesMs(tallies: Tally[], shares: number[]): number[] {
  const all = tallies.reduce((total, { attempts }) => total + attempts, 0);
  const found: number[] = [];
  let upTo = 0;
  for (const { latency, attempts } of tallies.toSorted((one, other) => one.latency - other.latency)) {
    upTo += attempts;
    while (found.length < shares.length && upTo >= (shares[found.length] ?? 1) * all) {
      found.push(latencyMs(latency));
    }
  }
  return found;
}

function outcomesOf(tallies: Tally[]): AttemptSeries["outcomes"] {
  const counts = new Map<string, AttemptSeries["outcomes"][number]>();
  for (const { outcome, statusCode, attempts } of tallies) {
    const key = keyOf({ outcome, statusCode });
    const one = counts.get(key) ?? { outcome, statusCode: statusCode || null, count: 0 };
    counts.set(key, { ...one, count: one.count + attempts });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
