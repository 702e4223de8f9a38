import { type ClaimRequest, callable, type Lane, shareOut } from "./lane";
import { type LaneSet, maxCallsOf, mayUseSlot } from "./lane-set";
import { callsUntil } from "./rate-limit";

/** How many more deliveries may be held. */
const capacityOf = ({ maxHeld, waiting, calling }: LaneSet, unsettled: number) =>
  maxHeld - waiting - calling - unsettled;

/** What waits longer than this for its turn need not be held meanwhile. */
const aheadMs = 1_000;

/** How many more deliveries of this lane may be held: of one with a rate, those whose turn comes soon. */
function capacityOfLane(set: LaneSet, lane: Lane): number {
  const { waiting, calling, limit } = lane;
  if (limit === null) return set.maxHeldPerLane - waiting.length - calling;
  const soon = callsUntil(limit, performance.now() + aheadMs) - waiting.length;
  // What waits for a call to end is shown as waiting, not as being called: it is not claimed before.
  const maxHeld = (limit.atOnce === null ? 4 : 1) * maxCallsOf(set, lane);
  return Math.min(soon, maxHeld - waiting.length - calling);
}

/** Whether a lane has enough capacity to be worth a claim. */
function wantsMore(set: LaneSet, lane: Lane, share: number): boolean {
  const capacity = capacityOfLane(set, lane);
  if (lane.limit === null) return capacity >= set.maxHeldPerLane - share / 2;
  return capacity > 0 && capacity >= lane.waiting.length;
}

/** Whether there is enough capacity for a claim of whatever is due. */
export function hasCapacity(set: LaneSet, unsettled: number): boolean {
  return capacityOf(set, unsettled) >= set.maxHeld / 8;
}

/** Whether one more may be held in this lane. */
export function hasCapacityFor(set: LaneSet, lane: Lane | undefined, unsettled: number): boolean {
  return lane?.closed === false && capacityOfLane(set, lane) > 0 && capacityOf(set, unsettled) > 0;
}

/**
 * Whether a claim is worth it now: some lane with a backlog has half its capacity free, and either half of the whole capacity is
 * free or what is waiting would not last. Judged per lane: a hanging endpoint must not hold up the refill of the others.
 */
export function shouldRefill(set: LaneSet, unsettled: number): boolean {
  const { lanes, ready, maxInFlight, maxHeld, maxHeldPerLane } = set;
  const capacity = capacityOf(set, unsettled);
  if (capacity <= 0) return false;
  const share = Math.max(1, Math.min(maxHeldPerLane, Math.ceil(maxHeld / Math.max(1, lanes.size))));
  let wanting = false;
  for (const lane of lanes.values()) {
    wanting = lane.hasBacklog && wantsMore(set, lane, share);
    if (wanting) break;
  }
  if (!wanting) return false;
  if (capacity >= maxHeld / 2) return true;
  const rules = {
    mayUseSlot: (lane: Lane) => mayUseSlot(set, lane),
    maxCallsOf: (lane: Lane) => maxCallsOf(set, lane),
  };
  return callable(ready, rules) < maxInFlight / 2;
}

/**
 * What to ask for: of every lane from its beginning (`all`), or of those with a backlog from where the last claim ended.
 * Shares the capacity evenly; a lane that gets no share keeps its backlog for the next claim.
 */
export function claimRequests(set: LaneSet, all: boolean, unsettled: number): ClaimRequest[] {
  const { lanes } = set;
  const candidates = [...lanes.values()].filter(
    (lane) => !lane.closed && (all || lane.hasBacklog) && capacityOfLane(set, lane) > 0,
  );
  const requests = shareOut(candidates, {
    capacity: capacityOf(set, unsettled),
    all,
    capacityOf: (lane) => capacityOfLane(set, lane),
  });
  // Whoever was asked goes to the end, so that with little capacity all get their turn.
  for (const { lane } of requests) {
    lanes.delete(lane.endpointId);
    lanes.set(lane.endpointId, lane);
  }
  return requests;
}
