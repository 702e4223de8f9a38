import { deliveryStatuses } from "@/lib/deliveries/statuses";
import { unsentReasons } from "@/lib/events/event-outcomes";
import { eventTypes } from "@/lib/events/event-types";
import { isEventId, parsePublicId } from "@/lib/ids";
import { isDeliveredBefore } from "./columns";
import { containsPattern } from "./contains";
import type { LogFilter } from "./log-filter";

/** Takes a value of a statement; returns its parameter, such as `$3`. */
export type Bind = (value: unknown) => string;

export function bindings(): { values: unknown[]; bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** The filters that speak of the event, on `event`. */
export function eventConditions(filter: LogFilter, bind: Bind): string[] {
  const { eventType, processName, instanceID } = filter;
  return [
    ...(eventType ? [`event.event_type = ${bind(eventType)}`] : []),
    ...(processName ? [`event.process_name ~ ${bind(containsPattern(processName))}`] : []),
    ...(instanceID ? [`event.instance_id ~ ${bind(containsPattern(instanceID))}`] : []),
  ];
}

/** The time of an event, which is also when its deliveries were made. @param column SQL of the time */
export function timeConditions({ from, to }: LogFilter, column: string, bind: Bind): string[] {
  return [
    ...(from ? [`${column} >= ${bind(from)}::timestamptz`] : []),
    ...(to ? [`${column} < ${bind(to)}::timestamptz`] : []),
  ];
}

/** Those that speak of the delivery alone, on `delivery`. */
export function deliveryConditions(filter: LogFilter, endpointIds: number[] | null, bind: Bind): string[] {
  const { status, outcome, code } = filter;
  const [low, high] = codeRange(code);
  return [
    ...(status ? [`delivery.status = ${bind(status)}`] : []),
    ...(outcome ? [`delivery.last_outcome = ${bind(outcome)}`] : []),
    ...(code ? [`delivery.last_status_code between ${bind(low)}::smallint and ${bind(high)}::smallint`] : []),
    ...(endpointIds ? [`delivery.endpoint_id = any (${bind(endpointIds)}::int[])`] : []),
  ];
}

function codeRange(code = ""): [number, number] {
  return [Number(code.replace("xx", "00")), Number(code.replace("xx", "99"))];
}

/** What the search box finds: a delivery or an event by its id, or an instance by its whole ID. */
export const searched = {
  /** On `delivery`. */
  deliveries(q: string, bind: Bind): string {
    const id = parsePublicId("dlv", q);
    if (id !== null) return `delivery.id = ${bind(String(id))}::bigint`;
    if (isEventId(q)) return `delivery.event_id = ${bind(q)}`;
    return `delivery.event_id in (select event.id from event where event.instance_id = ${bind(q)})`;
  },
  /** On `event`. */
  unsent: (q: string, bind: Bind) => `${isEventId(q) ? "event.id" : "event.instance_id"} = ${bind(q)}`,
};

const isUnsentReason = (outcome: string | undefined) => unsentReasons.some((reason) => reason === outcome);

/** Whether any delivery can match. @param endpointIds those whose URL matches; null without such a filter */
export const canBeDeliveries = ({ status, outcome }: LogFilter, endpointIds: number[] | null) =>
  status !== "not_sent" && !isUnsentReason(outcome) && endpointIds?.length !== 0;

/** Whether any event that was not sent can match: it has neither URL nor status code. */
export const canBeUnsent = ({ status, outcome, code, url, job }: LogFilter) =>
  !job &&
  (status === undefined || status === "not_sent") &&
  (outcome === undefined || isUnsentReason(outcome)) &&
  code === undefined &&
  !url;

/** Whether one walk holds exactly the deliveries of the status asked for. */
export const isWalked = ({ status }: LogFilter) =>
  status !== undefined && status !== "delivered" && status !== "not_sent";

/** A walk along an index. */
export type Source = {
  /** On `delivery`. */
  condition: string;
  /** Whether the entries of its index (`delivery_failure`) also tell URL, outcome and code, so that no row is read for them. */
  tellsOutcome: boolean;
};

/**
 * The indexes whose entries, newest first, hold every delivery that can match. Statuses are literals: of a parameter the planner
 * cannot know that a partial index fits.
 */
export function deliverySources(filter: LogFilter): Source[] {
  const { status, outcome, code } = filter;
  const ofStatus = (one: string) => ({
    condition: `delivery.status = '${one}'`,
    tellsOutcome: one !== "pending",
  });
  if (status && isWalked(filter)) return [ofStatus(status)];
  const unsuccessful = (outcome && outcome !== "delivered") || (code && !code.startsWith("2"));
  if (!unsuccessful) return [{ condition: "true", tellsOutcome: false }];
  const deliveredBefore = { condition: isDeliveredBefore, tellsOutcome: true };
  if (status === "delivered") return [deliveredBefore];
  return [...deliveryStatuses.filter((one) => one !== "delivered").map(ofStatus), deliveredBefore];
}

/**
 * The same of events that were not sent, as conditions on `event`: one walk for each event type and reason in the partial index
 * `event_not_sent`, or what is searched for by name.
 */
export function unsentSources({ q, eventType, outcome }: LogFilter, bind: Bind): string[] {
  const reasons = unsentReasons.filter((reason) => !outcome || reason === outcome);
  if (q) {
    const named = searched.unsent(q, bind);
    return [outcome ? `${named} and event.outcome = ${bind(outcome)}` : named];
  }
  const types = eventType ? [eventType] : eventTypes;
  return types.flatMap((type) =>
    reasons.map((reason) => `event.event_type = '${type}' and event.outcome = '${reason}'`),
  );
}
