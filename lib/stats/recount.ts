import type { QueryConfig } from "pg";
import { isClosed } from "@/lib/attempts/state";
import type { Queryable } from "@/lib/db/pool";
import { halfHourOf, keptDays, keptMinutes, minuteOf } from "./half-hour";
import { latencyOf } from "./latency";
import { withStatsLock } from "./lock";

/** When an attempt's result became known. */
export const endedAt = "coalesce(attempt.finished_at, attempt.started_at)";

/** In the order of their keys: what a page reads lies together on the disk. */
const attemptsStatement = `
insert into attempt_stats (endpoint_id, half_hour, outcome, status_code, latency, attempts)
select delivery.endpoint_id, ${halfHourOf(endedAt)}, attempt.outcome, coalesce(attempt.status_code, 0),
  ${latencyOf("attempt.total_ms", "attempt.status_code")}, count(*)
from attempt join delivery on delivery.id = attempt.delivery_id
where ${isClosed()} and ${endedAt} >= $1::timestamptz
group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

const minutesStatement = `
insert into attempt_minute_stats (endpoint_id, minute, outcome, status_code, latency, attempts)
select delivery.endpoint_id, ${minuteOf(endedAt)}, attempt.outcome, coalesce(attempt.status_code, 0),
  ${latencyOf("attempt.total_ms", "attempt.status_code")}, count(*)
from attempt join delivery on delivery.id = attempt.delivery_id
where ${isClosed()} and ${endedAt} >= now() - interval '${keptMinutes} min'
group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

const deliveriesStatement = `
insert into delivery_stats (half_hour, endpoint_id, event_type, delivered, failed)
select half_hour, endpoint_id, event.event_type, count(*) filter (where delivered), count(*) filter (where not delivered)
from (
  select ${halfHourOf(endedAt)} as half_hour, delivery.endpoint_id, delivery.event_id, true as delivered
  from attempt join delivery on delivery.id = attempt.delivery_id
  where attempt.outcome = 'delivered' and ${endedAt} >= $1::timestamptz
  union all
  select ${halfHourOf("done_at")}, endpoint_id, event_id, false from delivery
  where status = 'failed' and done_at >= $1::timestamptz
) as ended join event on event.id = ended.event_id
group by 1, 2, 3 order by 1, 2, 3`;

const lastStatement = `
insert into last_attempt (endpoint_id, delivery_id, number)
select endpoint.id, last.delivery_id, last.number
from endpoint cross join lateral (
  select attempt.delivery_id, attempt.number from (
    select id from delivery where endpoint_id = endpoint.id and last_outcome is not null order by id desc limit 50
  ) as newest join attempt on attempt.delivery_id = newest.id
  where ${isClosed()}
  order by ${endedAt} desc, attempt.delivery_id desc, attempt.number desc limit 1
) as last`;

/**
 * Counts the stats anew from the log while dispatchers go on (docs/decisions/0036). A million attempts take some seconds.
 * @param session one connection, not a pool: it holds an advisory lock meanwhile
 * @param wait whether to wait for a process that holds the lock; otherwise nothing is done then
 * @returns whether it was done
 * @throws what the database throws; then nothing has changed
 */
export async function recount(session: Queryable, { wait = false } = {}): Promise<boolean> {
  const done = await withStatsLock(
    session,
    async () => {
      await session.query("begin isolation level repeatable read");
      try {
        await session.query("select set_config('statement_timeout', '0', true)");
        for (const table of [
          "stats_entry",
          "attempt_stats",
          "attempt_minute_stats",
          "delivery_stats",
          "last_attempt",
        ]) {
          await session.query(patient(`delete from ${table}`));
        }
        const { rows } = await session.query<{ since: string }>(
          `select (${halfHourOf("now()")} - interval '${keptDays} d')::text as since`,
        );
        const since = [rows[0]?.since];
        // Each reads whole tables. Where these were analyzed while they were being filled, the planner takes them for empty, and would
        // look each attempt up among all deliveries, row by row.
        await session.query("select set_config('enable_nestloop', 'off', true)");
        await session.query(patient(attemptsStatement, since));
        await session.query(patient(minutesStatement));
        await session.query(patient(deliveriesStatement, since));
        await session.query("select set_config('enable_nestloop', 'on', true)");
        await session.query(patient(lastStatement));
        await session.query(`update stats_state set recounted_at = now(), kept_days = ${keptDays}`);
        await session.query("commit");
        return true;
      } catch (error) {
        await session.query("rollback").catch(() => undefined);
        throw error;
      }
    },
    { wait },
  );
  return done ?? false;
}

/** However long it takes: the driver must not give up where the server goes on. */
function patient(text: string, values: unknown[] = []): QueryConfig & { query_timeout: number } {
  return { text, values, query_timeout: 2_147_483_647 };
}

/**
 * Whether the log must be counted anew, and may be: while a dispatcher of a release before is alive or not yet cleared away, it
 * writes results that nobody counts, or deletes stats that are kept now.
 */
export async function recountIsDue(session: Queryable): Promise<boolean> {
  const { rowCount } = await session.query(
    `select from stats_state where (recounted_at is null or kept_days < ${keptDays})
       and not exists (select from dispatcher where not keeps_stats or protocol < 2)`,
  );
  return rowCount === 1;
}
