import { type HeldDelivery, validForMs } from "@/lib/dispatch/held-delivery";
import { beginNext } from "./begin-next";
import type { ClaimRequest, Scanned } from "./lane";
import { holdBack, markRecovered, pausedForMs, setRates } from "./lane-rates";
import { newLaneSet } from "./lane-set";
import type { Rate } from "./rate-limit";
import { claimRequests, hasCapacity, hasCapacityFor, shouldRefill } from "./refill";
import { beginProbe, endCall, mayProbe, openSlots } from "./slots";
import { allWaiting, enqueueClaimed, expectBacklog, keepOnly, removeWhere } from "./waiting";

export type Lanes = ReturnType<typeof createLanes>;

/**
 * What this process holds, a lane per endpoint, so that a slow endpoint fills its own lane and nobody else's.
 * Pure memory; the claimer puts deliveries in, and the loop takes them out.
 */
export function createLanes(limits: { maxInFlight: number; maxPerEndpoint: number }) {
  const set = newLaneSet(limits);

  return {
    // What waits.
    keepOnly: (endpointIds: Iterable<number>) => keepOnly(set, endpointIds),
    enqueueClaimed: (requests: ClaimRequest[], claimed: HeldDelivery[], ended: Scanned[] = []) =>
      enqueueClaimed(set, requests, claimed, ended),
    removeWhere: (shouldRelease: (held: HeldDelivery) => boolean) => removeWhere(set, shouldRelease),
    expectBacklog: (endpointIds: Iterable<number>) => expectBacklog(set, endpointIds),
    waiting: () => allWaiting(set),
    waitingCount: () => set.waiting,
    /** Bulk resends, which live deliveries never wait behind. */
    resends: set.resends,

    // Calls, each of which uses a slot until `end`.
    begin: (nowMs: number, unsettled: number, invalidUntilMs = nowMs - validForMs) =>
      beginNext(set, { nowMs, unsettled, invalidUntilMs }),
    mayProbe: (endpointId: number) => mayProbe(set, endpointId),
    beginProbe: (endpointId: number) => beginProbe(set, endpointId),
    end: (held: HeldDelivery) => endCall(set, held),
    openSlots: (unsettled: number) => openSlots(set, unsettled),
    callingCount: () => set.calling,
    /** Notes whether the last call to this endpoint failed. */
    markFailing(endpointId: number, isFailing: boolean): void {
      const lane = set.lanes.get(endpointId);
      if (lane) lane.failing = isFailing;
    },

    // How fast they may follow each other.
    setRates: (rates: ReadonlyMap<number, Rate>) => setRates(set, rates),
    holdBack: (endpointId: number, forMs: number) => holdBack(set, endpointId, forMs),
    markRecovered: (endpointId: number, recoveredAtMs: number | null, dispatchers: number) =>
      markRecovered(set, endpointId, recoveredAtMs, dispatchers),
    pausedForMs: (nowMs: number) => pausedForMs(set, nowMs),

    // What to claim.
    hasCapacity: (unsettled: number) => hasCapacity(set, unsettled),
    /** Whether one more may be held for this endpoint. */
    mayHold: (endpointId: number, unsettled: number) =>
      hasCapacityFor(set, set.lanes.get(endpointId), unsettled),
    shouldRefill: (unsettled: number) => shouldRefill(set, unsettled),
    requests: (all: boolean, unsettled: number) => claimRequests(set, all, unsettled),
  };
}
