import type { ClaimRequest, Lane } from "./lane";
import * as laneOf from "./lane";
import { type LaneSet, maySlot } from "./lane-set";

/** How many more deliveries may be held. */
const capacityOf = ({ maxHeld, waiting, calling }: LaneSet, unsettled: number) =>
  maxHeld - waiting - calling - unsettled;

const capacityOfLane = ({ maxHeldPerLane }: LaneSet, lane: Lane) =>
  maxHeldPerLane - lane.waiting.length - lane.calling;

/** Whether enough places are free for a look at everything that is due. */
export function hasCapacity(set: LaneSet, unsettled: number): boolean {
  return capacityOf(set, unsettled) >= set.maxHeld / 8;
}

/** Whether one more may be held in this lane. */
export function hasCapacityFor(set: LaneSet, lane: Lane | undefined, unsettled: number): boolean {
  return lane?.closed === false && capacityOfLane(set, lane) > 0 && capacityOf(set, unsettled) > 0;
}

/**
 * Whether a claim pays now: some lane with more due has half its places free, and either half of all places are free
 * or what is waiting would not last. Judged per lane: a hanging endpoint must not hold up the refill of the others.
 */
export function shouldRefill(set: LaneSet, unsettled: number): boolean {
  const { lanes, ready, maxInFlight, maxPerEndpoint, maxHeld, maxHeldPerLane } = set;
  const capacity = capacityOf(set, unsettled);
  if (capacity <= 0) return false;
  const share = Math.max(1, Math.min(maxHeldPerLane, Math.ceil(maxHeld / Math.max(1, lanes.size))));
  let wanting = false;
  for (const lane of lanes.values()) {
    wanting = lane.hasBacklog && capacityOfLane(set, lane) >= maxHeldPerLane - share / 2;
    if (wanting) break;
  }
  if (!wanting) return false;
  const callable = () => laneOf.callable(ready, { maySlot: (lane) => maySlot(set, lane), maxPerEndpoint });
  return capacity >= maxHeld / 2 || callable() < maxInFlight / 2;
}

/**
 * What to ask for: of every lane from its beginning (`all`), or of those with more due from where the last claim ended.
 * Shares the capacity evenly; lanes that get no share are remembered as having more due.
 */
export function claimRequests(set: LaneSet, all: boolean, unsettled: number): ClaimRequest[] {
  const { lanes } = set;
  const candidates = [...lanes.values()].filter(
    (lane) => !lane.closed && (all || lane.hasBacklog) && capacityOfLane(set, lane) > 0,
  );
  const requests = laneOf.shareOut(candidates, {
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
