import { pool } from "@/lib/db/pool";
import { wantsProcess } from "@/lib/db/wants-process";
import { type EventType, eventTypes } from "@/lib/events/event-types";
import { bindings, canBeUnsent, timeConditions, unsentSources } from "./log-conditions";
import { type ResendFilter, unsentConditions } from "./resend-filter";
import { readSurveyStart, type SurveyStart, surveyLimitMs } from "./resend-survey";

/** So many events a statement, whether they match or not. */
const eventsPerStatement = 5_000;

type UnsentSurvey = SurveyStart & {
  count: number;
  /** False where counting took too long and stopped: there are at least so many. */
  isComplete: boolean;
  types: UnsentOfType[];
  /** The first event after which to look, and the last. */
  range: { after: string; until: string };
};

/** Events of a type that would go to so many URLs now. */
type UnsentOfType = { eventType: EventType; count: number; urls: number };

type Limits = { limitMs?: number; perStatement?: number };
/** Where an event is in the order of its time and id. */
type Position = { at: string; id: string };
type Found = {
  counts: UnsentOfType[];
  first: string | null;
  last: string | null;
  reached: Position | null;
};

/**
 * Events that match and were never sent, by type and to how many URLs each would go now. Counted along an index, some events
 * a statement, for so long as somebody waits for a number.
 */
export async function surveyUnsent(
  filter: Partial<ResendFilter>,
  { limitMs = surveyLimitMs, perStatement = eventsPerStatement }: Limits = {},
): Promise<UnsentSurvey> {
  const start = await readSurveyStart();
  const counts = new Map<string, UnsentOfType>();
  const [firsts, lasts]: [string[], string[]] = [[], []];
  const startedAtMs = performance.now();
  let isComplete = true;
  const sources = canBeUnsent(filter) ? unsentSources(filter, bindings().bind).length : 0;
  for (let source = 0; source < sources && isComplete; source += 1) {
    for (let after: Position | null = beginning; after !== null; ) {
      if (performance.now() - startedAtMs > limitMs) {
        isComplete = false;
        break;
      }
      const found: Found = await surveyPage(filter, source, after, perStatement);
      for (const { eventType, urls, count } of found.counts) {
        const key = `${eventType} ${urls}`;
        counts.set(key, { eventType, urls, count: count + (counts.get(key)?.count ?? 0) });
      }
      if (found.first !== null && found.last !== null) {
        firsts.push(found.first);
        lasts.push(found.last);
      }
      after = found.reached;
    }
  }
  const types = [...counts.values()].sort(
    (one, other) =>
      eventTypes.indexOf(one.eventType) - eventTypes.indexOf(other.eventType) || other.urls - one.urls,
  );
  return {
    ...start,
    count: types.reduce((sum, of) => sum + of.count, 0),
    isComplete,
    types,
    range: isComplete
      ? // Whatever the database's collation, a beginning of a text comes before it.
        { after: (firsts.sort()[0] ?? "").slice(0, -1), until: lasts.sort().at(-1) ?? "" }
      : { after: "", until: await lastEvent() },
  };
}

const beginning: Position = { at: "-infinity", id: "" };

/** Surveys some events of one source after a position, by time. */
async function surveyPage(
  filter: Partial<ResendFilter>,
  source: number,
  after: Position,
  limit: number,
): Promise<Found> {
  const { where, values } = unsentConditions(filter);
  const bind = (value: unknown) => `$${values.push(value)}`;
  const [at, id] = [`${bind(after.at)}::timestamptz`, bind(after.id)];
  const bounds = [
    "event.outcome <> 'dispatched'",
    `event.occurred_at >= ${at} and (event.occurred_at, event.id) > (${at}, ${id})`,
    ...timeConditions(filter, "event.occurred_at", bind),
  ];
  const { rows } = await pool().query<Found>(
    `with page as materialized (
       select event.id, event.event_type, event.process_name, event.occurred_at as at, ${where} as fits from event
       where ${[unsentSources(filter, bind)[source], ...bounds].join(" and ")}
       order by event.occurred_at, event.id limit ${limit}
     )
     select (select coalesce(json_agg(json_build_object('eventType', event_type, 'urls', urls, 'count', n)), '[]') from (
         select event_type, urls, sum(n)::int as n from (
           select event_type, process_name, count(*) as n from page where fits group by event_type, process_name
         ) as process cross join lateral (
           select count(*)::int as urls from event_switch join subscription using (event_type)
           where event_type = process.event_type and enabled and ${wantsProcess("subscription.endpoint_id", "process.process_name")}
         ) as target
         group by event_type, urls
       ) as counted) as counts, min(id) filter (where fits) as first, max(id) filter (where fits) as last,
       case when count(*) >= ${limit} then (
         select json_build_object('at', at::text, 'id', id) from page order by at desc, id desc limit 1
       ) end as reached
     from page`,
    values,
  );
  const [row] = rows;
  if (!row) throw new Error("The survey came back empty.");
  return row;
}

async function lastEvent(): Promise<string> {
  const { rows } = await pool().query<{ id: string | null }>("select max(id) as id from event");
  return rows[0]?.id ?? "";
}
