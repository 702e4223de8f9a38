import { bindings, eventConditions, timeConditions, unsentSources } from "./log-conditions";
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
import { type StepQuery, sourceOf, stepStatement } from "./log-walk";

/** Events that were not sent and match, from the cursor on. */
export function unsentStep({
  scope: { filter },
  cursor,
  direction,
  floor,
  wanted,
  counting = false,
}: Walk): StepQuery {
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
        text: countStatement(
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
