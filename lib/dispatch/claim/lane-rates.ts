import { recover, soonestMs } from "./lane";
import { type LaneSet, refresh } from "./lane-set";
import { allowedFromMs, type Rate, renewed, toleranceMs } from "./rate-limit";

/** Takes over the rates that are set for endpoints which this dispatcher alone calls. */
export function setRates(set: LaneSet, rates: ReadonlyMap<number, Rate>): void {
  if (rates.size === 0 && set.limits.size === 0) return;
  set.limits = renewed(set.limits, rates);
  for (const lane of set.lanes.values()) {
    const limit = set.limits.get(lane.endpointId) ?? null;
    if (limit === null && lane.limit === null) continue;
    if (limit !== lane.limit) {
      lane.notBeforeMs = limit ? allowedFromMs(limit) : 0;
      lane.limit = limit;
    }
    set.pacedUntilMs = Math.max(set.pacedUntilMs, lane.notBeforeMs);
    refresh(set, lane);
  }
}

/** No call to this endpoint, which has a rate, begins before so long: somebody else may still be at it. */
export function holdBack({ limits }: LaneSet, endpointId: number, forMs: number): void {
  const nextMs = performance.now() + forMs;
  limits.set(endpointId, { perSecond: null, atOnce: null, nextMs: nextMs + toleranceMs });
}

/** Notes from when on an endpoint's backlog drains at a rising rate, shared with `dispatchers - 1` others. */
export function markRecovered(
  set: LaneSet,
  endpointId: number,
  recoveredAtMs: number | null,
  dispatchers: number,
): void {
  set.sharers = dispatchers;
  const lane = set.lanes.get(endpointId);
  if (lane) recover(lane, recoveredAtMs, performance.now());
}

/** Milliseconds until a lane that is only held back by its rate may go on; null when none is. */
export function pausedForMs({ lanes, ready, resends, pacedUntilMs }: LaneSet, nowMs: number): number | null {
  if (nowMs >= pacedUntilMs) return null;
  const resent = resends.endpointsWaiting().flatMap((id) => lanes.get(id) ?? []);
  return soonestMs(resent.length === 0 ? ready : [...ready, ...resent], nowMs);
}
