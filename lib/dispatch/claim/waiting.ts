import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { type ClaimRequest, enqueue, newLane, noteScanned, type Scanned } from "./lane";
import { type LaneSet, refresh } from "./lane-set";

/** Makes lanes for exactly these endpoints; what waited for any other is taken out and returned. */
export function keepOnly(set: LaneSet, endpointIds: Iterable<number>): HeldDelivery[] {
  const { lanes, resends } = set;
  const wanted = new Set(endpointIds);
  const dropped = resends.keepOnly(wanted);
  for (const lane of lanes.values()) {
    if (wanted.has(lane.endpointId)) continue;
    dropped.push(...lane.waiting);
    set.waiting -= lane.waiting.length;
    lane.waiting = [];
    lane.hasBacklog = false;
    lane.closed = true;
    refresh(set, lane);
    if (lane.calling === 0) lanes.delete(lane.endpointId);
  }
  for (const endpointId of wanted) {
    const lane = lanes.get(endpointId);
    if (lane) lane.closed = false;
    else lanes.set(endpointId, newLane(endpointId, set.limits.get(endpointId) ?? null));
  }
  return dropped;
}

/**
 * Takes in what was claimed for these requests; returns what has no open lane any more and is to be released. What a
 * cancellation `ended` counts for what was asked for, and the next claim need not read it again.
 */
export function enqueueClaimed(
  set: LaneSet,
  requests: ClaimRequest[],
  claimed: HeldDelivery[],
  ended: Scanned[],
): HeldDelivery[] {
  noteScanned(requests, [...claimed, ...ended]);
  return claimed.filter((held) => {
    const lane = set.lanes.get(held.endpointId);
    if (lane?.closed !== false) return true;
    enqueue(lane, held);
    set.waiting += 1;
    refresh(set, lane);
    return false;
  });
}

/** Takes out every waiting delivery that `shouldRelease` says, and returns them. */
export function removeWhere(set: LaneSet, shouldRelease: (held: HeldDelivery) => boolean): HeldDelivery[] {
  const out = set.resends.removeWhere(shouldRelease);
  for (const lane of set.lanes.values()) {
    const kept = lane.waiting.filter((held) => !shouldRelease(held) || !out.push(held));
    set.waiting -= lane.waiting.length - kept.length;
    lane.waiting = kept;
    refresh(set, lane);
  }
  return out;
}

/** These endpoints may have more due than their last claim found, also before where it ended. */
export function expectBacklog({ lanes }: LaneSet, endpointIds: Iterable<number>): void {
  for (const id of endpointIds) {
    const lane = lanes.get(id);
    if (!lane || lane.closed) continue;
    lane.cursor = null;
    lane.hasBacklog = true;
    lane.hasNewBacklog = true;
  }
}

/** All that waits, bulk resends included. */
export function allWaiting({ lanes, resends }: LaneSet): HeldDelivery[] {
  return [...lanes.values()].flatMap((lane) => lane.waiting).concat(resends.waiting());
}
