type PastAttempt = { endpointId: number; outcome: string; finishedAt: string };

type PastState = {
  endpoint_id: number;
  from_state: "active" | "failing";
  to_state: "active" | "failing";
  reason: string;
  at: string;
};

const failuresToFail = 3;
const quietMs = 60_000;

/**
 * How the states of endpoints changed with these attempts, oldest first, as the database would have written it: failing from the
 * third failure in a row, active with the next answer. None is left failing, for no endpoint is when the demo begins. Pure.
 */
export function pastStates(attempts: readonly PastAttempt[]): PastState[] {
  const changes: PastState[] = [];
  const known = new Map<number, { failures: number; last: PastState | null }>();
  for (const { endpointId, outcome, finishedAt } of attempts.toSorted(byTime)) {
    const one = known.get(endpointId) ?? { failures: 0, last: null };
    known.set(endpointId, one);
    one.failures = outcome === "delivered" ? 0 : one.failures + 1;
    const was = one.last?.to_state ?? "active";
    const isQuiet = one.last === null || Date.parse(finishedAt) - Date.parse(one.last.at) > quietMs;
    if (was === "failing" ? one.failures > 0 : one.failures < failuresToFail || !isQuiet) continue;
    one.last = {
      endpoint_id: endpointId,
      from_state: was,
      to_state: was === "failing" ? "active" : "failing",
      reason: was === "failing" ? "It answered." : `${one.failures} calls in a row failed.`,
      at: finishedAt,
    };
    changes.push(one.last);
  }
  const left = new Set(
    [...known.values()].map(({ last }) => last).filter((last) => last?.to_state === "failing"),
  );
  return changes.filter((change) => !left.has(change));
}

function byTime(one: PastAttempt, other: PastAttempt): number {
  return Date.parse(one.finishedAt) - Date.parse(other.finishedAt);
}
