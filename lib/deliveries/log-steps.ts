import { eventTypes } from "@/lib/events/event-types";
import { parsePublicId } from "@/lib/ids";
import { isOfJob } from "./conditions";
import type { LogCut } from "./log-cut";
import { type LogFilter, unsentReasons } from "./log-filter";
import {
  deliveryConditions,
  deliverySources,
  eventConditions,
  isWalked,
  type Place,
  places,
  searched,
  timeConditions,
} from "./log-filters";
import type { LogScope } from "./log-scope";
import { type Direction, type Step, stepStatement } from "./log-walk";

type Walk = {
  scope: LogScope;
  cut: LogCut;
  direction: Direction;
  wanted: number;
  /** Says only how many match, up to `wanted`. */
  counting?: boolean;
};

const milliseconds = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;
const order = (direction: Direction) => (direction === "down" ? "desc" : "asc");
const and = (conditions: string[]) => conditions.join(" and ");

/** So many endpoints are walked one beside the other; where more match, deliveries are looked at one by one. */
const maxEndpointsWalked = 200;

/** Deliveries that match, from the cut on. */
export function deliveryStep({ scope, cut, direction, wanted, counting = false }: Walk): Step {
  const { filter, endpointIds, range } = scope;
  return (after, maxCandidates) => {
    const { values, place } = places();
    const bounds = [
      direction === "down"
        ? `delivery.id < ${place(after?.id ?? cut.delivery)}::bigint`
        : `delivery.id ${after ? ">" : ">="} ${place(after?.id ?? cut.delivery)}::bigint`,
      ...(range
        ? [`delivery.id > ${place(range.after)}::bigint`, `delivery.id <= ${place(range.until)}::bigint`]
        : []),
    ];
    const { conditions, byEndpoint, isOfStatus } = startOf(scope, place);
    if (counting && isIndexed(scope)) {
      const starts = byEndpoint ? [`delivery.endpoint_id = any (${place(byEndpoint)}::int[])`] : conditions;
      const selects = starts.map((start) => `select from delivery where ${and([start, ...bounds])}`);
      return { text: countOf(selects, wanted), values };
    }
    const share = Math.ceil(maxCandidates / (byEndpoint ?? conditions).length);
    const perSource = counting ? share : Math.max(wanted, share);
    const walked = (condition: string) =>
      `(select delivery.id from delivery where ${and([condition, ...bounds])} order by delivery.id ${order(direction)} limit ${perSource})`;
    const sources = byEndpoint
      ? [
          `select endpoint.id as source, walked.id from unnest(${place(byEndpoint)}::int[]) as endpoint(id) cross join lateral ${walked(conditions[0] ?? "true")} as walked`,
        ]
      : conditions.map(
          (condition, n) => `select ${n} as source, walked.id from ${walked(condition)} as walked`,
        );
    const onEvent = eventConditions(filter, place);
    const on = [
      // What the walks tell already needs no look at the row.
      ...deliveryConditions(
        isOfStatus ? { ...filter, status: undefined } : filter,
        byEndpoint ? null : endpointIds,
        place,
      ),
      ...timeConditions(filter, "delivery.created_at", place),
      ...onEvent,
    ];
    const event =
      onEvent.length > 0
        ? lookUp("event", "id, event_type, process_name, instance_id", "delivery.event_id")
        : "";
    const matching = `, matched as (
      select delivery.id, delivery.created_at as at from candidate ${lookUp("delivery", "*", "candidate.id")} ${event}
      where ${and(["true", ...on])} order by delivery.id ${order(direction)} limit ${wanted}
    ) ${counting ? counted : foundIn("matched", `id ${order(direction)}`)},
      (select json_build_object('id', bound.id::text, 'at', ${milliseconds("delivery.created_at")})
       from bound join delivery on delivery.id = bound.id) as reached`;
    return { text: stepStatement({ sources, perSource, direction, key: ["id"], matching }), values };
  };
}

/** Where a walk of deliveries begins. */
type Start = {
  /** Those of each source. */
  conditions: string[];
  /** Each endpoint is a source of its own; null: none is. */
  byEndpoint: number[] | null;
  /** Whether the sources hold only deliveries of the status asked for. */
  isOfStatus: boolean;
};

function startOf({ filter, endpointIds }: LogScope, place: Place): Start {
  const named = [
    ...(filter.q ? [searched.deliveries(filter.q, place)] : []),
    ...(filter.job ? [isOfJob(place(String(parsePublicId("job", filter.job) ?? 0)))] : []),
  ];
  if (named.length > 0) return { conditions: [and(named)], byEndpoint: null, isOfStatus: false };
  const conditions = deliverySources(filter);
  if (endpointIds && endpointIds.length <= maxEndpointsWalked && conditions[0] === "true") {
    return { conditions: ["delivery.endpoint_id = endpoint.id"], byEndpoint: endpointIds, isOfStatus: false };
  }
  return { conditions, byEndpoint: null, isOfStatus: isWalked(filter) };
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

/** Events that were not sent and match, from the cut on. */
export function unsentStep({ scope: { filter }, cut, direction, wanted, counting = false }: Walk): Step {
  return (after, maxCandidates) => {
    const { values, place } = places();
    const at = `${place(new Date(after?.at ?? cut.at).toISOString())}::timestamptz`;
    const id = place(after?.id ?? cut.event);
    const sign = direction === "down" ? "<" : after ? ">" : ">=";
    const bounds = [
      `event.occurred_at ${direction === "down" ? "<=" : ">="} ${at}`,
      `(event.occurred_at, event.id) ${sign} (${at}, ${id})`,
      ...timeConditions(filter, "event.occurred_at", place),
      "event.outcome <> 'dispatched'",
    ];
    const conditions = filter.q ? [foundByName(filter, place)] : unsentSources(filter);
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
    const sources = conditions.map(
      (condition, n) =>
        `select ${n} as source, walked.id, walked.at from (
           select event.id, event.occurred_at as at from event where ${and([condition, ...bounds])}
           order by event.occurred_at ${order(direction)}, event.id ${order(direction)} limit ${perSource}
         ) as walked`,
    );
    const matching = `, matched as (
      select event.id, event.occurred_at as at from candidate ${lookUp("event", "*", "candidate.id")}
      where ${and(["true", ...eventConditions(filter, place)])} order by at ${order(direction)}, id ${order(direction)} limit ${wanted}
    ) ${counting ? counted : foundIn("matched", `at ${order(direction)}, id ${order(direction)}`)},
      (select json_build_object('id', id, 'at', ${milliseconds("at")}) from bound) as reached`;
    return { text: stepStatement({ sources, perSource, direction, key: ["at", "id"], matching }), values };
  };
}

/** How many rows these selects give together, up to `max`. */
function countOf(selects: string[], max: number): string {
  return `select count(*)::int as n, null::json as reached
    from (select from (${selects.join(" union all ")}) as every limit ${max}) as counted`;
}

/** One walk for each entry of the partial index `event_not_sent`: event type and reason. */
function unsentSources({ eventType, outcome }: LogFilter): string[] {
  const types = eventType ? [eventType] : eventTypes;
  const reasons = unsentReasons.filter((reason) => !outcome || reason === outcome);
  return types.flatMap((type) =>
    reasons.map((reason) => `event.event_type = '${type}' and event.outcome = '${reason}'`),
  );
}

function foundByName({ q = "", outcome }: LogFilter, place: Place): string {
  const reason = outcome ? ` and event.outcome = ${place(outcome)}` : "";
  return `${searched.unsent(q, place)}${reason}`;
}
