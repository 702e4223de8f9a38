import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { validForMs } from "@/lib/dispatch/held-delivery";
import { beginNext } from "./begin-next";
import { type ClaimRequest, enqueue, newLane, noteScanned, recover, type Scanned, soonestMs } from "./lane";
import { newLaneSet, refresh } from "./lane-set";
import { allowedFromMs, countCall, type Rate, renewed, toleranceMs } from "./rate-limit";
import { claimRequests, hasCapacity, hasCapacityFor, shouldRefill } from "./refill";
import { createResendQueue } from "./resend-queue";

export type Lanes = ReturnType<typeof createLanes>;

/**
 * What this process holds, a lane per endpoint, so that a slow endpoint fills its own lane and nobody else's.
 * Pure memory; the claimer puts deliveries in, and the loop takes them out.
 */
export function createLanes(limits: { maxInFlight: number; maxPerEndpoint: number }) {
  const set = newLaneSet(limits);
  const { lanes, ready } = set;
  const resends = createResendQueue(limits);

  return {
    /** Makes lanes for exactly these endpoints; what waited for any other is taken out and returned. */
    keepOnly(endpointIds: Iterable<number>): HeldDelivery[] {
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
    },

    /**
     * Takes in what was claimed for these requests; returns what has no open lane any more and is to be released. What a
     * cancellation `ended` counts for what was asked for, and the next claim need not read it again.
     */
    enqueueClaimed(requests: ClaimRequest[], claimed: HeldDelivery[], ended: Scanned[] = []): HeldDelivery[] {
      noteScanned(requests, [...claimed, ...ended]);
      return claimed.filter((held) => {
        const lane = lanes.get(held.endpointId);
        if (lane?.closed !== false) return true;
        enqueue(lane, held);
        set.waiting += 1;
        refresh(set, lane);
        return false;
      });
    },

    /** Takes the next delivery whose call may begin at `nowMs`; its slot is used until `end`. */
    begin: (nowMs: number, unsettled: number, invalidUntilMs = nowMs - validForMs): HeldDelivery | null =>
      beginNext(set, resends, { nowMs, unsettled, invalidUntilMs }),

    /** Uses a slot for the single call to a probed endpoint, which has no open lane, until `end`. */
    beginProbe(endpointId: number): void {
      const limit = set.limits.get(endpointId) ?? null;
      const lane = lanes.get(endpointId) ?? { ...newLane(endpointId, limit), closed: true };
      lanes.set(endpointId, lane);
      if (limit) countCall(limit, performance.now());
      lane.calling += 1;
      set.calling += 1;
    },

    /** Whether its rate allows a probe now. */
    mayProbe(endpointId: number): boolean {
      const limit = set.limits.get(endpointId);
      if (!limit) return true;
      const calling = lanes.get(endpointId)?.calling ?? 0;
      return (
        performance.now() >= allowedFromMs(limit) && calling < (limit.atOnce ?? Number.POSITIVE_INFINITY)
      );
    },

    /** Releases the slot of a call that has ended. */
    end(held: HeldDelivery): void {
      set.calling -= 1;
      resends.end(held);
      const lane = lanes.get(held.endpointId);
      if (!lane) return;
      lane.calling -= 1;
      refresh(set, lane);
      if (lane.closed && lane.calling === 0) lanes.delete(held.endpointId);
    },

    /** How many calls may begin now, whatever waits. */
    openSlots: (unsettled: number) => Math.max(0, set.maxInFlight - set.calling - unsettled),

    /** Notes whether the last call to this endpoint failed. */
    markFailing(endpointId: number, isFailing: boolean): void {
      const lane = lanes.get(endpointId);
      if (lane) lane.failing = isFailing;
    },

    /** Notes from when on an endpoint's backlog drains at a rising rate, shared with `dispatchers - 1` others. */
    markRecovered(endpointId: number, recoveredAtMs: number | null, dispatchers: number): void {
      set.sharers = dispatchers;
      const lane = lanes.get(endpointId);
      if (lane) recover(lane, recoveredAtMs, performance.now());
    },

    /** Takes over the rates that are set for endpoints which this dispatcher alone calls. */
    setRates(rates: ReadonlyMap<number, Rate>): void {
      if (rates.size === 0 && set.limits.size === 0) return;
      set.limits = renewed(set.limits, rates);
      for (const lane of lanes.values()) {
        const limit = set.limits.get(lane.endpointId) ?? null;
        if (limit === null && lane.limit === null) continue;
        if (limit !== lane.limit) {
          lane.notBeforeMs = limit ? allowedFromMs(limit) : 0;
          lane.limit = limit;
        }
        set.pacedUntilMs = Math.max(set.pacedUntilMs, lane.notBeforeMs);
        refresh(set, lane);
      }
    },

    /** No call to this endpoint, which has a rate, begins before so long: somebody else may still be at it. */
    holdBack(endpointId: number, forMs: number): void {
      const nextMs = performance.now() + forMs;
      set.limits.set(endpointId, { perSecond: null, atOnce: null, nextMs: nextMs + toleranceMs });
    },

    /** Milliseconds until a lane that is only held back by its rate may go on; null when none is. */
    pausedForMs(nowMs: number): number | null {
      if (nowMs >= set.pacedUntilMs) return null;
      const resent = resends.endpointsWaiting().flatMap((id) => lanes.get(id) ?? []);
      return soonestMs(resent.length === 0 ? ready : [...ready, ...resent], nowMs);
    },

    /** Takes out every waiting delivery that `shouldRelease` says, and returns them. */
    removeWhere(shouldRelease: (held: HeldDelivery) => boolean): HeldDelivery[] {
      const out = resends.removeWhere(shouldRelease);
      for (const lane of lanes.values()) {
        const kept = lane.waiting.filter((held) => !shouldRelease(held) || !out.push(held));
        set.waiting -= lane.waiting.length - kept.length;
        lane.waiting = kept;
        refresh(set, lane);
      }
      return out;
    },

    /** These endpoints may have more due than their last claim found, also before where it ended. */
    expectBacklog(endpointIds: Iterable<number>): void {
      for (const id of endpointIds) {
        const lane = lanes.get(id);
        if (!lane || lane.closed) continue;
        lane.cursor = null;
        lane.hasBacklog = true;
        lane.hasNewBacklog = true;
      }
    },

    /** Bulk resends, which live deliveries never wait behind. */
    resends,

    waiting: (): HeldDelivery[] =>
      [...lanes.values()].flatMap((lane) => lane.waiting).concat(resends.waiting()),
    waitingCount: () => set.waiting,
    callingCount: () => set.calling,

    hasCapacity: (unsettled: number) => hasCapacity(set, unsettled),
    /** Whether one more may be held for this endpoint. */
    mayHold: (endpointId: number, unsettled: number) => hasCapacityFor(set, lanes.get(endpointId), unsettled),
    shouldRefill: (unsettled: number) => shouldRefill(set, unsettled),
    requests: (all: boolean, unsettled: number) => claimRequests(set, all, unsettled),
  };
}
