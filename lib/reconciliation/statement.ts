import { endingEventTypes } from "@/lib/events/event-types";

const ending = endingEventTypes.map((type) => `'${type}'`).join(", ");

/** SQL of the hour that a time is in; hours begin as they do in UTC, wherever the database is. */
export const hourOf = (time: string) => `date_trunc('hour', ${time}, 'UTC')`;

/**
 * What the other statement looks at; both run in one snapshot. Deliveries that finished before `completeFrom` may have been
 * deleted. Parameters: from and to (null: everything kept, up to now), days that finished deliveries are kept.
 */
export const spanStatement = `
select coalesce($1::timestamptz, complete_from) as "from",
  -- Times are kept in whole milliseconds, rounded: what has just been recorded may lie up to one ahead.
  coalesce($2::timestamptz, date_trunc('milliseconds', now()) + interval '2 ms') as "to",
  complete_from as "completeFrom", date_trunc('milliseconds', now()) as "now"
from (
  select date_trunc('milliseconds', greatest(now() - make_interval(days => $3::int), (select max(deleted_before) from retention)))
    as complete_from
) as kept`;

/**
 * Compares what each event owes (it keeps how many URLs were enabled when it was recorded) with its deliveries, each delivery's
 * status with its attempts, and each instance's version with its events; sums by hour (docs/decisions/0020, 0035). Hours that were
 * verified before are left out, but for instances that have changed since; a deleted instance is compared with the hour of its deletion.
 * Parameters: from, to, completeFrom, how many concerns to name, the verified hours and when each was verified as two arrays, then
 * from and to of each span.
 * @param spans how many spans to look at
 */
export const reconcileStatement = (spans: number) => `
with known as materialized (
  select * from unnest($5::timestamptz[], $6::timestamptz[]) as known (hour, verified_at)
), per_event as materialized (
  select event.id, event.instance_id, event.outcome, ${hourOf("event.occurred_at")} as hour,
    -- Of an event that is older than what is complete, or whose release did not say: what is there, as far as it can be.
    case when event.outcome <> 'dispatched' then 0
      when event.occurred_at < $3::timestamptz then count(delivery.id)
      else greatest(1, coalesce(event.expected, count(delivery.id))) end as expected,
    count(delivery.id) as found,
    count(delivery.id) filter (where delivery.status = 'delivered') as delivered,
    count(delivery.id) filter (where delivery.status = 'pending') as pending,
    count(delivery.id) filter (where delivery.status = 'failed') as failed,
    count(delivery.id) filter (where delivery.status = 'cancelled') as cancelled,
    count(delivery.id) filter (where delivery.status = 'delivered' and not exists (
      select from attempt where attempt.delivery_id = delivery.id and attempt.outcome = 'delivered'
    )) as unproven_deliveries,
    count(delivery.id) filter (where delivery.status = 'failed' and delivery.fail_reason is distinct from 'expired'
      and not exists (select from attempt where attempt.delivery_id = delivery.id)) as unproven_failures
  from event left join delivery on delivery.event_id = event.id
  where ${withinSpans(spans, "event.occurred_at")}
  group by event.id
), changed as (
  select instance_id, version, created_at, null::timestamptz as deleted_at
  from instance left join known on known.hour = ${hourOf("instance.created_at")}
  where created_at >= greatest($1::timestamptz, $3::timestamptz) and created_at < $2::timestamptz
    and (known.hour is null or instance.updated_at > known.verified_at - interval '1 min')
  union all
  select instance_id, version, created_at, deleted_at from deleted_instance
  where deleted_at >= $3::timestamptz and ${withinSpans(spans, "deleted_at")}
    or created_at >= $3::timestamptz and ${withinSpans(spans, "created_at")}
  union all
  select instance_id, version, created_at, deleted_at
  from deleted_instance join known on known.hour = ${hourOf("created_at")}
  where created_at >= greatest($1::timestamptz, $3::timestamptz) and created_at < $2::timestamptz
    and deleted_at >= $2::timestamptz and deleted_at > known.verified_at - interval '1 min'
), per_instance as materialized (
  select changed.instance_id, ${hourOf("changed.created_at")} as hour,
    -- Of an instance that is older than what is complete, events may be gone.
    case when changed.created_at >= $3::timestamptz
      then greatest(0, changed.version - own.changes) else 0 end
    + case when changed.deleted_at is not null and not own.deleted then 1 else 0 end as missing
  from changed cross join lateral (
    select count(*) filter (where event_type not in (${ending})) as changes,
      coalesce(bool_or(event_type in (${ending})), false) as deleted
    from event where event.instance_id = changed.instance_id and not posted
  ) as own
), concern as materialized (
  select id as event_id, instance_id, hour, expected::int, found::int, unproven_deliveries::int, unproven_failures::int,
    0 as missing_events, abs(expected - found) + unproven_deliveries + unproven_failures as unaccounted
  from per_event where expected <> found or unproven_deliveries > 0 or unproven_failures > 0
  union all
  select null, instance_id, hour, 0, 0, 0, 0, missing::int, missing from per_instance where missing > 0
), per_hour as (
  select hour, count(*) as changes, sum(expected) as expected, sum(delivered - unproven_deliveries) as delivered,
    sum(pending) as pending, sum(failed - unproven_failures) as failed, sum(cancelled) as cancelled,
    count(*) filter (where outcome = 'switched_off') as "switchedOff", count(*) filter (where outcome = 'no_urls') as "noUrls",
    count(*) filter (where outcome = 'process_not_wanted') as "processNotWanted"
  from per_event group by hour
)
select (select coalesce(json_agg(per_hour), '[]') from per_hour) as hours,
  (select coalesce(json_agg(distinct hour), '[]') from concern) as "hoursConcerned",
  (select coalesce(sum(unaccounted), 0)::float8 from concern) as unaccounted,
  (select coalesce(json_agg(named), '[]') from (
    select event_id as "eventID", instance_id as "instanceID", expected, found,
      unproven_deliveries as "unprovenDeliveries", unproven_failures as "unprovenFailures", missing_events as "missingEvents"
    from concern order by event_id, instance_id limit $4::int
  ) as named) as concerns`;

/**
 * Each span has parameters of its own: the planner then knows how much it holds and reads a few hours by indexes. Of spans in an array
 * it would expect a ninth of all events, and read every table whole.
 */
function withinSpans(spans: number, time: string): string {
  if (spans === 0) return "false";
  const within = (n: number) =>
    `${time} >= $${7 + 2 * n}::timestamptz and ${time} < $${8 + 2 * n}::timestamptz`;
  return `(${Array.from({ length: spans }, (_, n) => within(n)).join(" or ")})`;
}
