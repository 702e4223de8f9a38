import { isClosed } from "@/lib/attempts/state";
import type { Tx } from "@/lib/db/pool";
import { halfHourOf, keptDays, minuteOf } from "./half-hour";
import { endedAt } from "./recount";
import { minuteTally, tallies } from "./tallies";
import type { StatsComparison } from "./view";

const whole = (start: string) =>
  `${start} >= $1::timestamptz and ($2::timestamptz is null or ${start} < $2::timestamptz)`;
/** Minutes are compared that a screen shows: those of the last hour. */
const shownMinute = (start: string) =>
  `${whole(start)} and ${start} >= ${minuteOf("now()")} - interval '59 min'`;

/**
 * By endpoint, half hour, outcome and code, in the last hour also by minute, and callbacks delivered by event type: what the stats say against what the log
 * holds. Parameters: from and to (null: no end); whole half hours.
 */
const compareStatement = `
with ${tallies(whole("half_hour"))}, ${minuteTally(shownMinute("minute"))},
logged as materialized (
  select delivery.endpoint_id, ${halfHourOf(endedAt)} as half_hour, attempt.outcome,
    coalesce(attempt.status_code, 0) as status_code, event.event_type,
    case when ${shownMinute(minuteOf(endedAt))} then ${minuteOf(endedAt)} end as minute, count(*) as attempts
  from attempt join delivery on delivery.id = attempt.delivery_id join event on event.id = delivery.event_id
  where ${isClosed()} and ${endedAt} >= $1::timestamptz
    and ($2::timestamptz is null or ${endedAt} < $2::timestamptz)
  group by 1, 2, 3, 4, 5, 6
), both_sides (endpoint_id, half_hour, kind, counted, found) as (
  select endpoint_id, half_hour, concat(outcome, ' ', status_code), attempts, 0 from attempt_tally
  union all
  select endpoint_id, half_hour, concat(outcome, ' ', status_code), 0, attempts from logged
  union all
  select endpoint_id, ${halfHourOf("minute")}, concat(minute, ' ', outcome, ' ', status_code), attempts, 0 from minute_tally
  union all
  select endpoint_id, half_hour, concat(minute, ' ', outcome, ' ', status_code), 0, attempts from logged
  where minute is not null
  union all
  select endpoint_id, half_hour, event_type::text, delivered, 0 from delivery_tally
  union all
  select endpoint_id, half_hour, event_type::text, 0, attempts from logged where outcome = 'delivered'
), different as (
  select endpoint_id, half_hour from both_sides
  group by endpoint_id, half_hour, kind having sum(counted) <> sum(found)
)
select (select coalesce(sum(attempts), 0)::float8 from attempt_tally) as counted,
  (select coalesce(sum(attempts), 0)::float8 from logged) as found,
  (select count(*)::float8 from (select distinct endpoint_id, half_hour from different) as half_hours) as differences`;

/** Attempts have no index by time: a log longer than this is read as a whole only where nobody waits for it. */
const maxRead = 500_000;
/** What a request gives it besides its own time. */
const maxReadMs = 3_000;

const spanStatement = `
select (${halfHourOf(`greatest($1::timestamptz, $3::timestamptz + interval '1 min', now() - interval '${keptDays - 1} d') + interval '30 min' - interval '1 ms'`)})::text as "from",
  case when $2::timestamptz < now() then ${halfHourOf("$2::timestamptz")} end::text as "to",
  (select recounted_at is not null and kept_days >= ${keptDays} from stats_state) as complete,
  (select reltuples from pg_class where oid = 'attempt'::regclass)::float8 as attempts`;

/**
 * Compares the stats with the log in the snapshot of a transaction; exact also while dispatchers write, since each entry commits
 * with what it counts. Only whole half hours in the span that both still hold.
 * Call it last in a transaction that only reads: a timeout ends the transaction.
 * @param always also where reading the log takes longer than a request may
 * @returns null where it was not compared: the log is too long, or has still to be counted after an upgrade
 */
export async function compareStats(
  tx: Tx,
  span: { from: Date; to: Date; completeFrom: Date },
  { always, limitMs }: { always: boolean; limitMs: number },
): Promise<StatsComparison | null> {
  const { rows } = await tx.query<{ from: string; to: string | null; complete: boolean; attempts: number }>(
    spanStatement,
    [span.from, span.to, span.completeFrom],
  );
  const [compared] = rows;
  if (!compared?.complete || (!always && compared.attempts > maxRead)) return null;
  const timeoutMs = always ? limitMs : Math.min(limitMs, maxReadMs);
  await tx.query("select set_config('statement_timeout', $1, true)", [String(timeoutMs)]);
  const query = {
    text: compareStatement,
    values: [compared.from, compared.to],
    query_timeout: timeoutMs + 500,
  };
  try {
    const { rows: found } = await tx.query<StatsComparison>(query);
    return found[0] ?? null;
  } catch (error) {
    if (!always && isOutOfTime(error)) return null;
    throw error;
  }
}

/** SQLSTATE 57014: the statement's time was up. */
function isOutOfTime(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57014";
}
