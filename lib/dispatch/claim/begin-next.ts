import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { type LaneSet, maxCallsOf, mayUseSlot, occupy } from "./lane-set";

/**
 * Takes the next delivery whose call may begin at `nowMs`, fairly by turns, and uses its slot. What was validated at
 * `invalidUntilMs` or earlier stays. Null when there is none.
 * @param unsettled results that are not in the database yet; they count as under way, so that what a crash repeats is never
 * more than `maxInFlight`
 */
export function beginNext(
  set: LaneSet,
  { nowMs, unsettled, invalidUntilMs }: { nowMs: number; unsettled: number; invalidUntilMs: number },
): HeldDelivery | null {
  if (set.calling + unsettled >= set.maxInFlight) return null;
  return set.resends.isNext()
    ? (beginResend(set, nowMs, invalidUntilMs) ?? beginLive(set, nowMs, invalidUntilMs))
    : (beginLive(set, nowMs, invalidUntilMs) ?? beginResend(set, nowMs, invalidUntilMs));
}

function beginLive(set: LaneSet, nowMs: number, invalidUntilMs: number): HeldDelivery | null {
  for (const lane of set.ready) {
    const [held] = lane.waiting;
    if (!held || nowMs < lane.notBeforeMs || held.validatedAtMs <= invalidUntilMs) continue;
    if (!mayUseSlot(set, lane)) continue;
    lane.waiting.shift();
    set.waiting -= 1;
    occupy(set, lane, nowMs);
    set.resends.countLive();
    return held;
  }
  return null;
}

function beginResend(set: LaneSet, nowMs: number, invalidUntilMs: number): HeldDelivery | null {
  const { lanes, resends } = set;
  const live = {
    mayCall(endpointId: number) {
      const lane = lanes.get(endpointId);
      if (!lane || nowMs < lane.notBeforeMs) return false;
      return lane.calling < maxCallsOf(set, lane) && mayUseSlot(set, lane);
    },
    areReady: set.ready.size > 0,
    waitFor: (endpointId: number) => (lanes.get(endpointId)?.waiting.length ?? 0) > 0,
  };
  const held = resends.begin(live, invalidUntilMs);
  const lane = held && lanes.get(held.endpointId);
  if (lane) occupy(set, lane, nowMs);
  return held;
}
