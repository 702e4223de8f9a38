import { deliveryStatuses } from "@/lib/deliveries/statuses";
import { eventTypes } from "@/lib/events/event-types";
import { parsePublicId } from "@/lib/ids";
import { isDeliveredBefore } from "./columns";
import { containsPattern } from "./contains";
import { type LogFilter, unsentReasons } from "./log-filter";

/** Collects the values of a statement; what it returns stands for one in the SQL. */
export type Place = (value: unknown) => string;

export function places(): { values: unknown[]; place: Place } {
  const values: unknown[] = [];
  return { values, place: (value) => `$${values.push(value)}` };
}

/** The filters that speak of the event, on `event`. */
export function eventConditions(filter: LogFilter, place: Place): string[] {
  const { eventType, processName, instanceID } = filter;
  return [
    ...(eventType ? [`event.event_type = ${place(eventType)}`] : []),
    ...(processName ? [`event.process_name ~ ${place(containsPattern(processName))}`] : []),
    ...(instanceID ? [`event.instance_id ~ ${place(containsPattern(instanceID))}`] : []),
  ];
}

/** The time of an event, which is also when its deliveries were made. @param column SQL of the time */
export function timeConditions({ from, to }: LogFilter, column: string, place: Place): string[] {
  return [
    ...(from ? [`${column} >= ${place(from)}::timestamptz`] : []),
    ...(to ? [`${column} < ${place(to)}::timestamptz`] : []),
  ];
}

/** Those that speak of the delivery alone, on `delivery`. */
export function deliveryConditions(filter: LogFilter, endpointIds: number[] | null, place: Place): string[] {
  const { status, outcome, code } = filter;
  const [low, high] = codeRange(code);
  return [
    ...(status ? [`delivery.status = ${place(status)}`] : []),
    ...(outcome ? [`delivery.last_outcome = ${place(outcome)}`] : []),
    ...(code
      ? [`delivery.last_status_code between ${place(low)}::smallint and ${place(high)}::smallint`]
      : []),
    ...(endpointIds ? [`delivery.endpoint_id = any (${place(endpointIds)}::int[])`] : []),
  ];
}

function codeRange(code = ""): [number, number] {
  return [Number(code.replace("xx", "00")), Number(code.replace("xx", "99"))];
}

const isEventID = (text: string) => /^evt_[0-9A-Z]{26}$/.test(text);

/** What the search box finds: a delivery or an event by its id, or an instance by its whole ID. */
export const searched = {
  /** On `delivery`. */
  deliveries(q: string, place: Place): string {
    const id = parsePublicId("dlv", q);
    if (id !== null) return `delivery.id = ${place(String(id))}::bigint`;
    if (isEventID(q)) return `delivery.event_id = ${place(q)}`;
    return `delivery.event_id in (select event.id from event where event.instance_id = ${place(q)})`;
  },
  /** On `event`. */
  unsent: (q: string, place: Place) => `${isEventID(q) ? "event.id" : "event.instance_id"} = ${place(q)}`,
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
export function unsentSources({ q, eventType, outcome }: LogFilter, place: Place): string[] {
  const reasons = unsentReasons.filter((reason) => !outcome || reason === outcome);
  if (q) {
    const named = searched.unsent(q, place);
    return [outcome ? `${named} and event.outcome = ${place(outcome)}` : named];
  }
  const types = eventType ? [eventType] : eventTypes;
  return types.flatMap((type) =>
    reasons.map((reason) => `event.event_type = '${type}' and event.outcome = '${reason}'`),
  );
}
