import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { validForMs } from "@/lib/dispatch/held-delivery";
import type { ClaimRequest, Lane, Met } from "./lane";
import * as laneOf from "./lane";
import { createResendQueue } from "./resend-queue";

export type Lanes = ReturnType<typeof createLanes>;

/**
 * What this process holds, a lane per endpoint, so that a slow endpoint fills its own lane and nobody else's.
 * Pure memory; `lib/dispatch/dispatcher.ts` moves deliveries in and out.
 */
export function createLanes({
  maxInFlight,
  maxPerEndpoint,
}: {
  maxInFlight: number;
  maxPerEndpoint: number;
}) {
  const lanes = new Map<number, Lane>();
  /** Lanes with something waiting and a free slot, longest unserved first. */
  const ready = new Set<Lane>();
  const resends = createResendQueue({ maxInFlight, maxPerEndpoint });
  const holdTotal = maxInFlight * 8;
  const holdPerLane = maxPerEndpoint * 4;
  /** An eighth of many slots; with few, whoever set so few wants them all used. */
  const reserved = maxInFlight >= 64 ? Math.floor(maxInFlight / 8) : 0;
  let waiting = 0;
  let calling = 0;
  /** No lane is held back by its rate later than this, monotonic ms. */
  let pacedUntilMs = 0;
  /** Dispatchers that share an endpoint's drain rate. */
  let sharers = 1;

  const refresh = (lane: Lane) => {
    if (lane.waiting.length > 0 && lane.calling < maxPerEndpoint) ready.add(lane);
    else ready.delete(lane);
  };

  /**
   * Calls that hang must not take every slot: those of failing endpoints together get one half at most, and a second call to
   * the same endpoint leaves some free for endpoints that have none under way.
   */
  const maySlot = (lane: Lane) => {
    if (lane.failing) return calling < maxInFlight / 2;
    return lane.calling === 0 || calling < maxInFlight - reserved;
  };

  /** Uses a slot of this lane for a call that begins now. */
  const occupy = (lane: Lane, nowMs: number) => {
    lane.calling += 1;
    calling += 1;
    laneOf.pace(lane, nowMs, sharers);
    if (lane.notBeforeMs > pacedUntilMs) pacedUntilMs = lane.notBeforeMs;
    ready.delete(lane);
    refresh(lane);
  };

  const beginLive = (nowMs: number, invalidUntilMs: number) => {
    for (const lane of ready) {
      const [held] = lane.waiting;
      if (!held || nowMs < lane.notBeforeMs || held.validatedAtMs <= invalidUntilMs) continue;
      if (!maySlot(lane)) continue;
      lane.waiting.shift();
      waiting -= 1;
      occupy(lane, nowMs);
      resends.liveBegan();
      return held;
    }
    return null;
  };

  const beginResend = (nowMs: number, invalidUntilMs: number) => {
    const live = {
      mayCall(endpointId: number) {
        const lane = lanes.get(endpointId);
        return !!lane && lane.calling < maxPerEndpoint && nowMs >= lane.notBeforeMs && maySlot(lane);
      },
      areReady: ready.size > 0,
      waitFor: (endpointId: number) => (lanes.get(endpointId)?.waiting.length ?? 0) > 0,
    };
    const held = resends.begin(live, invalidUntilMs);
    const lane = held && lanes.get(held.endpointId);
    if (lane) occupy(lane, nowMs);
    return held;
  };

  const capacityOf = (lane: Lane) => holdPerLane - lane.waiting.length - lane.calling;

  return {
    /** Makes lanes for exactly these endpoints; what waited for any other is taken out and returned. */
    keepOnly(endpointIds: Iterable<number>): HeldDelivery[] {
      const wanted = new Set(endpointIds);
      const dropped = resends.keepOnly(wanted);
      for (const lane of lanes.values()) {
        if (wanted.has(lane.endpointId)) continue;
        dropped.push(...lane.waiting);
        waiting -= lane.waiting.length;
        lane.waiting = [];
        lane.hasBacklog = false;
        lane.closed = true;
        refresh(lane);
        if (lane.calling === 0) lanes.delete(lane.endpointId);
      }
      for (const endpointId of wanted) {
        const lane = lanes.get(endpointId);
        if (lane) lane.closed = false;
        else lanes.set(endpointId, laneOf.newLane(endpointId));
      }
      return dropped;
    },

    /**
     * Takes in what was claimed for these requests; returns what has no open lane any more and must be given back. What was met
     * and `ended` counts for what was asked for, and the next claim need not read it again.
     */
    enqueueClaimed(requests: ClaimRequest[], claimed: HeldDelivery[], ended: Met[] = []): HeldDelivery[] {
      laneOf.noteMet(requests, [...claimed, ...ended]);
      return claimed.filter((held) => {
        const lane = lanes.get(held.endpointId);
        if (lane?.closed !== false) return true;
        laneOf.enqueue(lane, held);
        waiting += 1;
        refresh(lane);
        return false;
      });
    },

    /**
     * Takes the next delivery whose call may begin at `nowMs`, fairly by turns; its slot is used until `finished`. What was
     * validated at `invalidUntilMs` or earlier stays. Results not yet in the database count as under way: what a crash repeats is then never more than `maxInFlight`.
     */
    begin(nowMs: number, unsettled: number, invalidUntilMs = nowMs - validForMs): HeldDelivery | null {
      if (calling + unsettled >= maxInFlight) return null;
      const [first, second] = resends.isNext() ? [beginResend, beginLive] : [beginLive, beginResend];
      return first(nowMs, invalidUntilMs) ?? second(nowMs, invalidUntilMs);
    },

    /** Uses a slot for the single call to a probed endpoint, which has no open lane, until `finished`. */
    beginProbe(endpointId: number): void {
      const lane = lanes.get(endpointId) ?? { ...laneOf.newLane(endpointId), closed: true };
      lanes.set(endpointId, lane);
      lane.calling += 1;
      calling += 1;
    },

    /** How many calls may begin now, whatever waits. */
    openSlots: (unsettled: number) => Math.max(0, maxInFlight - calling - unsettled),

    /** Whether the last call to this endpoint failed. */
    failing(endpointId: number, isFailing: boolean): void {
      const lane = lanes.get(endpointId);
      if (lane) lane.failing = isFailing;
    },

    /** From when on an endpoint's backlog drains at a rising rate, shared with `dispatchers - 1` others. */
    recovered(endpointId: number, recoveredAtMs: number | null, dispatchers: number): void {
      sharers = dispatchers;
      const lane = lanes.get(endpointId);
      if (lane) laneOf.recover(lane, recoveredAtMs, performance.now());
    },

    /** Milliseconds until a lane that is only held back by its rate may go on; null when none is. */
    pausedForMs(nowMs: number): number | null {
      return nowMs >= pacedUntilMs ? null : laneOf.soonestMs(ready, nowMs);
    },

    finished(held: HeldDelivery): void {
      calling -= 1;
      resends.finished(held);
      const lane = lanes.get(held.endpointId);
      if (!lane) return;
      lane.calling -= 1;
      refresh(lane);
      if (lane.closed && lane.calling === 0) lanes.delete(held.endpointId);
    },

    /** Takes out every waiting delivery that `shouldRelease` says, and returns them. */
    takeOut(shouldRelease: (held: HeldDelivery) => boolean): HeldDelivery[] {
      const out = resends.takeOut(shouldRelease);
      for (const lane of lanes.values()) {
        const kept = lane.waiting.filter((held) => !shouldRelease(held) || !out.push(held));
        waiting -= lane.waiting.length - kept.length;
        lane.waiting = kept;
        refresh(lane);
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
    waitingCount: () => waiting,
    callingCount: () => calling,

    /** Whether enough places are free for a look at everything that is due. */
    hasCapacity: (unsettled: number) => holdTotal - waiting - calling - unsettled >= holdTotal / 8,

    /**
     * Whether a claim pays now: some lane with more due has half its places free, and either half of all places are free
     * or what is waiting would not last. Judged per lane: a hanging endpoint must not hold up the refill of the others.
     */
    wantsRefill(unsettled: number): boolean {
      const capacity = holdTotal - waiting - calling - unsettled;
      if (capacity <= 0) return false;
      const share = Math.max(1, Math.min(holdPerLane, Math.ceil(holdTotal / Math.max(1, lanes.size))));
      let wanting = false;
      for (const lane of lanes.values()) {
        wanting = lane.hasBacklog && capacityOf(lane) >= holdPerLane - share / 2;
        if (wanting) break;
      }
      if (!wanting) return false;
      return (
        capacity >= holdTotal / 2 || laneOf.callable(ready, { maySlot, maxPerEndpoint }) < maxInFlight / 2
      );
    },

    /**
     * What to ask for: of every lane from its beginning (`all`), or of those with more due from where the last claim ended.
     * Shares the capacity evenly; lanes that get no share are remembered as having more due.
     */
    requests(all: boolean, unsettled: number): ClaimRequest[] {
      const capacity = holdTotal - waiting - calling - unsettled;
      const candidates = [...lanes.values()].filter(
        (lane) => !lane.closed && (all || lane.hasBacklog) && capacityOf(lane) > 0,
      );
      const requests = laneOf.shareOut(candidates, { capacity, all, capacityOf });
      // Whoever was asked goes to the end, so that with little capacity all get their turn.
      for (const { lane } of requests) {
        lanes.delete(lane.endpointId);
        lanes.set(lane.endpointId, lane);
      }
      return requests;
    },
  };
}
