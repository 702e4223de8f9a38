import { halfHourOf, minuteOf } from "./half-hour";
import { latencyOf } from "./latency";

const endedAt = "(at - coalesce(ago_ms, 0) * interval '1 ms')::timestamptz(3)";

/** The SQL of the results that rows of `stats_entry` hold, a row each. Its time is rounded as that of the attempt is. */
export const elementsOf = (entries: string) => `
  select entry.id as entry_id, endpoint_id, event_type, delivery_id, number, outcome, coalesce(status_code, 0) as status_code,
    ${halfHourOf(endedAt)} as half_hour, ${minuteOf(endedAt)} as minute,
    ${latencyOf("ms", "status_code")} as latency, place,
    coalesce(place <> all (unrecorded), true) as attempted, coalesce(place = any (failed), false) as failed
  from ${entries} as entry
    cross join unnest(endpoint_ids, event_types, delivery_ids, numbers, outcomes, status_codes, total_ms, finished_ago_ms)
      with ordinality as element (endpoint_id, event_type, delivery_id, number, outcome, status_code, ms, ago_ms, place)`;

/**
 * Common table expressions for readers: `unfolded`, and with it `attempt_tally` and `delivery_tally`, the stats with what was
 * not folded yet. Right at every moment: an entry is deleted in the statement that adds it to the stats.
 * @param where conditions on `endpoint_id` and `half_hour`, which both have
 */
export function tallies(where: string): string {
  return `
${unfolded(where)}, attempt_tally as (
  select endpoint_id, half_hour, outcome, status_code, latency, attempts from attempt_stats where ${where}
  union all
  select endpoint_id, half_hour, outcome, status_code, latency, 1 from unfolded where attempted
), delivery_tally as (
  select endpoint_id, half_hour, event_type, delivered, failed from delivery_stats where ${where}
  union all
  select endpoint_id, half_hour, event_type, case when attempted and outcome = 'delivered' then 1 else 0 end,
    case when failed then 1 else 0 end from unfolded
)`;
}

/**
 * The same by minute: `unfolded`, and with it `minute_tally`.
 * @param where conditions on `endpoint_id` and `minute`, which both have
 */
export function minuteTallies(where: string): string {
  return `${unfolded(where)}, ${minuteTally(where)}`;
}

/** `minute_tally` where there is `unfolded` already, with nothing left out that is asked for here. */
export function minuteTally(where: string): string {
  return `minute_tally as (
  select endpoint_id, minute, outcome, status_code, latency, attempts from attempt_minute_stats where ${where}
  union all
  select endpoint_id, minute, outcome, status_code, latency, 1 from unfolded where attempted and ${where}
)`;
}

function unfolded(where: string): string {
  return `
unfolded as materialized (
  select * from (${elementsOf("(select * from stats_entry where id > (select folded_to from stats_state))")}) as element
  where ${where}
)`;
}
