import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { type UnsentReason, unsentReasons } from "@/lib/events/event-outcomes";
import { byEventType, type EventType } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";
import { countOf, maxCounted } from "@/lib/stats/count";
import { halfHourOf } from "@/lib/stats/half-hour";
import { tallies } from "@/lib/stats/tallies";
import type { HalfHourBar, Overview, TypeOverview } from "./view";

/** Half hours shown for each event type, the present one included: the last 24 hours. */
export const barCount = 48;

type Row = { endpoint_id: number; event_type: EventType; ago: number; delivered: number; failed: number };
type CountRow = { event_type: EventType; outcome: UnsentReason; found: number };
type WaitingRow = { event_type: EventType; found: number; all: number };

const since = `${halfHourOf("now()")} - interval '${(barCount - 1) * 30} min'`;

const endedStatement = `
with ${tallies(`half_hour >= ${since}`)}
select endpoint_id, event_type, (extract(epoch from ${halfHourOf("now()")} - half_hour) / 1800)::int as ago,
  sum(delivered)::float8 as delivered, sum(failed)::float8 as failed
from delivery_tally where delivered > 0 or failed > 0
group by 1, 2, 3`;

/** Where the bars begin: with the half hour of the first event, before which nothing ended, or with the first that there are bars for. */
const beginStatement = `
select half_hour, (extract(epoch from ${halfHourOf("now()")} - half_hour) / 1800)::int as ago
from (select greatest(${halfHourOf("(select min(occurred_at) from event)")}, ${since}) as half_hour) as first`;

const notSentStatement = `
select kind.event_type, kind.outcome, (
  select count(*)::int from (
    select from event
    where event_type = kind.event_type and outcome = kind.outcome and outcome <> 'dispatched'
      and occurred_at > now() - interval '24 h'
    limit ${maxCounted + 1}
  ) as counted
) as found
from (
  select event_type, outcome
  from event_switch cross join unnest('{${unsentReasons.join(", ")}}'::event_outcome[]) as outcome
) as kind`;

/**
 * Of all that waits only so much is looked at: which type each is stands with its event. No join: where ten thousand wait among
 * millions, one that reads all events is thought to cost as little as the lookups, and takes ten times as long.
 */
export const waitingStatement = `
select event_type, count(*)::int as found, sum(count(*)) over ()::int as all
from (
  select (select event_type from event where id = event_id) as event_type
  from delivery where done_at is null limit ${maxCounted + 1}
) as waiting
group by 1`;

/** What became of the last 24 hours' callbacks, each type on its own. @throws ForbiddenError */
export async function readOverview(actor: Actor): Promise<Overview> {
  assertCan(actor, "deliveries:read");
  const [ended, begin, notSent, waiting, complete] = await Promise.all([
    pool().query<Row>(endedStatement),
    pool().query<{ half_hour: Date; ago: number }>(beginStatement),
    pool().query<CountRow>(notSentStatement),
    pool().query<WaitingRow>(waitingStatement),
    pool().query("select from stats_state where recounted_at is not null"),
  ]);
  const [first] = begin.rows;
  if (!first) throw new Error("The database did not say where the bars begin.");
  const bars = first.ago + 1;
  const types = byEventType((type) => empty(type, bars));
  const endpoints: Record<string, HalfHourBar[]> = {};
  for (const { endpoint_id, event_type, ago, ...counts } of ended.rows) {
    const type = types[event_type];
    const id = publicId("ep", endpoint_id);
    endpoints[id] ??= emptyBars(bars);
    for (const sum of [type, type.bars.at(-1 - ago), endpoints[id].at(-1 - ago)]) add(sum, counts);
  }
  for (const { event_type, outcome, found } of notSent.rows) {
    types[event_type].notSent[outcome] = countOf(found);
  }
  const more = waiting.rows.some(({ all }) => all > maxCounted);
  for (const { event_type, found } of waiting.rows) {
    types[event_type].waiting = { count: found, atLeast: more };
  }
  if (more) for (const type of Object.values(types)) type.waiting.atLeast = true;
  return { types, endpoints, since: first.half_hour.toISOString(), complete: complete.rowCount === 1 };
}

function add(sum: HalfHourBar | undefined, { delivered, failed }: HalfHourBar): void {
  if (!sum) return;
  sum.delivered += delivered;
  sum.failed += failed;
}

const emptyBars = (count: number): HalfHourBar[] =>
  Array.from({ length: count }, () => ({ delivered: 0, failed: 0 }));

function empty(eventType: EventType, bars: number): TypeOverview {
  const none = () => countOf(0);
  return {
    eventType,
    delivered: 0,
    failed: 0,
    waiting: none(),
    notSent: { switched_off: none(), no_urls: none(), process_not_wanted: none() },
    bars: emptyBars(bars),
  };
}
