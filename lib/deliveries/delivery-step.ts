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
} from "./log-conditions";
import type { LogFilter } from "./log-filter";
import type { LogScope } from "./log-scope";
import {
  and,
  counted,
  countStatement,
  foundIn,
  lookUp,
  milliseconds,
  order,
  type Walk,
} from "./log-step-sql";
import { type Direction, type RowPlace, type StepQuery, sourceOf, stepStatement } from "./log-walk";

/** So many endpoints are walked one beside the other; where more match, deliveries are looked at one by one. */
const maxEndpointsWalked = 200;

/** An entry of an index takes a tenth of what looking a row up takes where that is in memory, and far less where it is not. */
const entriesPerRow = 10;

/** Deliveries that match, from the cursor on. */
export function deliveryStep(given: Walk): StepQuery {
  const { scope, direction, wanted, counting = false } = given;
  const { outcome, code } = scope.filter;
  const start = startOf(scope);
  return (after, maxCandidates) => {
    const { values, bind } = bindings();
    const bounds = deliveryBounds(given, after, bind);
    const named = namedConditions(scope.filter, bind);
    if (counting && isIndexed(scope)) return { text: indexedCount(start, { bounds, wanted, bind }), values };
    const outcomeConditions = deliveryConditions(
      { outcome, code },
      start.byEndpoint ? null : scope.endpointIds,
      bind,
    );
    const sources = walkedSources(start, {
      outcomeConditions,
      within: [...named, ...bounds],
      direction,
      maxCandidates,
      minRows: counting ? 0 : wanted,
      bind,
    });
    const matching = matchingDeliveries(given, { outcomeConditions, isOfStatus: start.isOfStatus, bind });
    const maxLookedUp = Math.max(counting ? 0 : wanted, maxCandidates);
    return { text: stepStatement({ sources, maxLookedUp, direction, key: ["id"], matching }), values };
  };
}

/** From the cursor, or from where the step before ended, down to the floor, and within the scope's range of ids. */
function deliveryBounds(
  { scope: { range }, cursor, direction, floor }: Walk,
  after: RowPlace | null,
  bind: Bind,
): string[] {
  const from = bind(after?.id ?? cursor.delivery);
  const sign = direction === "down" ? "<" : after ? ">" : ">=";
  return [
    `delivery.id ${sign} ${from}::bigint`,
    ...(floor ? [`delivery.id >= ${bind(floor.delivery)}::bigint`] : []),
    ...(range
      ? [`delivery.id > ${bind(range.after)}::bigint`, `delivery.id <= ${bind(range.until)}::bigint`]
      : []),
  ];
}

/** Counts what indexes alone tell. */
function indexedCount(
  { sources, byEndpoint }: Start,
  { bounds, wanted, bind }: { bounds: string[]; wanted: number; bind: Bind },
): string {
  const each = byEndpoint
    ? [`delivery.endpoint_id = any (${bind(byEndpoint)}::int[])`]
    : sources.map(({ condition }) => condition);
  return countStatement(
    each.map((condition) => `select from delivery where ${and([condition, ...bounds])}`),
    wanted,
  );
}

/**
 * SQL of the sources that a step walks, which share its candidates.
 * @param outcomeConditions what a source may tell without a look at the row
 * @param minRows each gives so many if it has them
 */
function walkedSources(
  { sources, byEndpoint }: Start,
  {
    outcomeConditions,
    within,
    direction,
    maxCandidates,
    minRows,
    bind,
  }: {
    outcomeConditions: string[];
    within: string[];
    direction: Direction;
    maxCandidates: number;
    minRows: number;
    bind: Bind;
  },
): string[] {
  const judgesOutcome = ({ tellsOutcome }: Source) => tellsOutcome && outcomeConditions.length > 0;
  const lookedUp = byEndpoint?.length ?? sources.filter((source) => !judgesOutcome(source)).length;
  const walked = (source: Source) => {
    const share = judgesOutcome(source)
      ? Math.ceil((maxCandidates * entriesPerRow) / (sources.length - lookedUp))
      : Math.ceil(maxCandidates / lookedUp);
    return sourceOf(
      `select delivery.id, ${judgesOutcome(source) ? and(outcomeConditions) : "true"} as fits from delivery
         where ${and([source.condition, ...within])}`,
      { limit: Math.max(minRows, share), direction, key: ["id"] },
    );
  };
  const [first] = sources;
  if (!byEndpoint || !first) return sources.map(walked);
  return [
    `select walked.* from unnest(${bind(byEndpoint)}::int[]) as endpoint(id) cross join lateral (${walked(first)}) as walked`,
  ];
}

/** SQL from `candidate` on: looks up what the sources gave, and keeps what matches. */
function matchingDeliveries(
  { scope: { filter }, direction, wanted, counting }: Walk,
  { outcomeConditions, isOfStatus, bind }: { outcomeConditions: string[]; isOfStatus: boolean; bind: Bind },
): string {
  const onEvent = eventConditions(filter, bind);
  const on = [
    "true",
    // What the walks tell already needs no look at the row.
    ...(isOfStatus ? [] : deliveryConditions({ status: filter.status }, null, bind)),
    ...outcomeConditions,
    ...timeConditions(filter, "delivery.created_at", bind),
    ...onEvent,
  ];
  const event =
    onEvent.length > 0
      ? lookUp("event", "id, event_type, process_name, instance_id", "delivery.event_id")
      : "";
  return `, matched as (
      select delivery.id, delivery.created_at as at from candidate ${lookUp("delivery", "*", "candidate.id")} ${event}
      where ${and(on)} order by delivery.id ${order(direction)} limit ${wanted}
    ) ${counting ? counted : foundIn("matched", `id ${order(direction)}`)},
      (select json_build_object('id', reached.id::text, 'at', ${milliseconds("delivery.created_at")})
       from reached join delivery on delivery.id = reached.id) as reached`;
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

/** Whether indexes alone tell which deliveries match, so that no row is looked up. */
export function isIndexed({ filter, endpointIds }: LogScope): boolean {
  const { eventType, processName, instanceID, from, to, outcome, code, q, job, status } = filter;
  if ([eventType, processName, instanceID, from, to, outcome, code, q, job].some((value) => value))
    return false;
  return status === undefined || (isWalked(filter) && endpointIds === null);
}
