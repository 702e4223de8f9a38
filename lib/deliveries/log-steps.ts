import { parsePublicId } from "@/lib/ids";
import { isOfJob } from "./list-conditions";
import {
  type Bind,
  bindings,
  deliveryConditions,
  deliverySources,
  eventConditions,
  isWalked,
  type Source,
  searched,
  timeConditions,
  unsentSources,
} from "./log-conditions";
import type { LogCursor } from "./log-cursor";
import type { LogFilter } from "./log-filter";
import type { LogScope } from "./log-scope";
import { type Direction, type Step, sourceOf, stepStatement } from "./log-walk";

type Walk = {
  scope: LogScope;
  cursor: LogCursor;
  direction: Direction;
  /** Nothing below is looked at. */
  floor?: LogCursor | undefined;
  wanted: number;
  /** Says only how many match, up to `wanted`. */
  counting?: boolean;
};

const milliseconds = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;
const order = (direction: Direction) => (direction === "down" ? "desc" : "asc");
const and = (conditions: string[]) => conditions.join(" and ");

/** So many endpoints are walked one beside the other; where more match, deliveries are looked at one by one. */
const maxEndpointsWalked = 200;

/** An entry of an index takes a tenth of what looking a row up takes where that is in memory, and far less where it is not. */
const entriesPerRow = 10;

/** Deliveries that match, from the cursor on. */
export function deliveryStep({ scope, cursor, direction, floor, wanted, counting = false }: Walk): Step {
  const { filter, endpointIds, range } = scope;
  return (after, maxCandidates) => {
    const { values, bind } = bindings();
    const bounds = [
      direction === "down"
        ? `delivery.id < ${bind(after?.id ?? cursor.delivery)}::bigint`
        : `delivery.id ${after ? ">" : ">="} ${bind(after?.id ?? cursor.delivery)}::bigint`,
      ...(floor ? [`delivery.id >= ${bind(floor.delivery)}::bigint`] : []),
      ...(range
        ? [`delivery.id > ${bind(range.after)}::bigint`, `delivery.id <= ${bind(range.until)}::bigint`]
        : []),
    ];
    const { sources: starts, byEndpoint, isOfStatus } = startOf(scope);
    const named = namedConditions(filter, bind);
    if (counting && isIndexed(scope)) {
      const each = byEndpoint
        ? [`delivery.endpoint_id = any (${bind(byEndpoint)}::int[])`]
        : starts.map(({ condition }) => condition);
      return {
        text: countOf(
          each.map((start) => `select from delivery where ${and([start, ...bounds])}`),
          wanted,
        ),
        values,
      };
    }
    const { outcome, code, status } = filter;
    const told = deliveryConditions({ outcome, code }, byEndpoint ? null : endpointIds, bind);
    const isTold = ({ tellsOutcome }: Source) => tellsOutcome && told.length > 0;
    const lookedUp = byEndpoint?.length ?? starts.filter((start) => !isTold(start)).length;
    const walked = (source: Source) => {
      const share = isTold(source)
        ? Math.ceil((maxCandidates * entriesPerRow) / (starts.length - lookedUp))
        : Math.ceil(maxCandidates / lookedUp);
      const limit = counting ? share : Math.max(wanted, share);
      return sourceOf(
        `select delivery.id, ${isTold(source) ? and(told) : "true"} as fits from delivery
         where ${and([source.condition, ...named, ...bounds])}`,
        { limit, direction, key: ["id"] },
      );
    };
    const [start] = starts;
    const sources =
      byEndpoint && start
        ? [
            `select walked.* from unnest(${bind(byEndpoint)}::int[]) as endpoint(id) cross join lateral (${walked(start)}) as walked`,
          ]
        : starts.map(walked);
    const onEvent = eventConditions(filter, bind);
    const on = [
      "true",
      // What the walks tell already needs no look at the row.
      ...(isOfStatus ? [] : deliveryConditions({ status }, null, bind)),
      ...told,
      ...timeConditions(filter, "delivery.created_at", bind),
      ...onEvent,
    ];
    const event =
      onEvent.length > 0
        ? lookUp("event", "id, event_type, process_name, instance_id", "delivery.event_id")
        : "";
    const matching = `, matched as (
      select delivery.id, delivery.created_at as at from candidate ${lookUp("delivery", "*", "candidate.id")} ${event}
      where ${and(on)} order by delivery.id ${order(direction)} limit ${wanted}
    ) ${counting ? counted : foundIn("matched", `id ${order(direction)}`)},
      (select json_build_object('id', reached.id::text, 'at', ${milliseconds("delivery.created_at")})
       from reached join delivery on delivery.id = reached.id) as reached`;
    const maxLookedUp = Math.max(counting ? 0 : wanted, maxCandidates);
    return { text: stepStatement({ sources, maxLookedUp, direction, key: ["id"], matching }), values };
  };
}

/** Where a walk of deliveries begins. */
type Start = {
  sources: Source[];
  /** Each endpoint is a source of its own; null: none is. */
  byEndpoint: number[] | null;
  /** Whether the sources hold only deliveries of the status asked for. */
  isOfStatus: boolean;
};

const everything: Source = { condition: "true", tellsOutcome: false };

function startOf({ filter, endpointIds }: LogScope): Start {
  if (filter.q || filter.job) return { sources: [everything], byEndpoint: null, isOfStatus: false };
  const sources = deliverySources(filter);
  if (endpointIds && endpointIds.length <= maxEndpointsWalked && sources[0]?.condition === "true") {
    const ofEndpoint = { condition: "delivery.endpoint_id = endpoint.id", tellsOutcome: false };
    return { sources: [ofEndpoint], byEndpoint: endpointIds, isOfStatus: false };
  }
  return { sources, byEndpoint: null, isOfStatus: isWalked(filter) };
}

/** What is asked for by name: an id, an instance, a job. */
function namedConditions({ q, job }: LogFilter, bind: Bind): string[] {
  return [
    ...(q ? [searched.deliveries(q, bind)] : []),
    ...(job ? [isOfJob(bind(String(parsePublicId("job", job) ?? 0)))] : []),
  ];
}

/**
 * Looks a candidate's row up by its key. Left to itself, the planner reads the whole table when few of its rows match, whatever it
 * costs; `offset 0` keeps it from that.
 */
const lookUp = (table: string, columns: string, id: string) =>
  `cross join lateral (select ${columns} from ${table} as wanted where wanted.id = ${id} offset 0) as ${table}`;

const counted = "select (select count(*)::int from matched) as n";

const foundIn = (rows: string, inOrder: string) => `select coalesce((
  select json_agg(json_build_object('id', id::text, 'at', ${milliseconds("at")}) order by ${inOrder}) from ${rows}
), '[]') as found`;

/** Whether indexes alone tell which deliveries match, so that no row is looked up. */
export function isIndexed({ filter, endpointIds }: LogScope): boolean {
  const { eventType, processName, instanceID, from, to, outcome, code, q, job, status } = filter;
  if ([eventType, processName, instanceID, from, to, outcome, code, q, job].some((value) => value))
    return false;
  return status === undefined || (isWalked(filter) && endpointIds === null);
}

/** Events that were not sent and match, from the cursor on. */
export function unsentStep({
  scope: { filter },
  cursor,
  direction,
  floor,
  wanted,
  counting = false,
}: Walk): Step {
  return (after, maxCandidates) => {
    const { values, bind } = bindings();
    const momentOf = (ms: number) => `${bind(new Date(ms).toISOString())}::timestamptz`;
    const at = momentOf(after?.at ?? cursor.at);
    const id = bind(after?.id ?? cursor.event);
    const sign = direction === "down" ? "<" : after ? ">" : ">=";
    const bounds = [
      `event.occurred_at ${direction === "down" ? "<=" : ">="} ${at}`,
      `(event.occurred_at, event.id) ${sign} (${at}, ${id})`,
      ...(floor ? [`(event.occurred_at, event.id) >= (${momentOf(floor.at)}, ${bind(floor.event)})`] : []),
      ...timeConditions(filter, "event.occurred_at", bind),
      "event.outcome <> 'dispatched'",
    ];
    const conditions = unsentSources(filter, bind);
    const share = Math.ceil(maxCandidates / conditions.length);
    const perSource = counting ? share : Math.max(wanted, share);
    // Where every candidate counts, their order does not, and the largest count needs no second step.
    if (counting && !filter.processName && !filter.instanceID) {
      return {
        text: countOf(
          conditions.map((condition) => `select from event where ${and([condition, ...bounds])}`),
          wanted,
        ),
        values,
      };
    }
    const sources = conditions.map((condition) =>
      sourceOf(
        `select event.id, event.occurred_at as at, true as fits from event where ${and([condition, ...bounds])}`,
        { limit: perSource, direction, key: ["at", "id"] },
      ),
    );
    const matching = `, matched as (
      select event.id, event.occurred_at as at from candidate ${lookUp("event", "*", "candidate.id")}
      where ${and(["true", ...eventConditions(filter, bind)])} order by at ${order(direction)}, id ${order(direction)} limit ${wanted}
    ) ${counting ? counted : foundIn("matched", `at ${order(direction)}, id ${order(direction)}`)},
      (select json_build_object('id', id, 'at', ${milliseconds("at")}) from reached) as reached`;
    const maxLookedUp = Math.max(counting ? 0 : wanted, maxCandidates);
    return { text: stepStatement({ sources, maxLookedUp, direction, key: ["at", "id"], matching }), values };
  };
}

/** How many rows these selects give together, up to `max`. */
function countOf(selects: string[], max: number): string {
  return `select count(*)::int as n, null::json as reached
    from (select from (${selects.join(" union all ")}) as every limit ${max}) as counted`;
}
