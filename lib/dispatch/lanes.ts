import type { HeldDelivery } from "./held-delivery";
import { validForMs } from "./held-delivery";
import { enqueue, type Lane, type Met, newLane, pace, recover, tallyMet, type Wish } from "./lane";

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

  const callable = () => {
    const nowMs = performance.now();
    let count = 0;
    for (const lane of ready) {
      if (lane.notBeforeMs > nowMs || !maySlot(lane)) continue;
      count += Math.min(lane.waiting.length, maxPerEndpoint - lane.calling);
    }
    return count;
  };

  const free = (lane: Lane) => holdPerLane - lane.waiting.length - lane.calling;

  return {
    /** Makes lanes for exactly these endpoints; what waited for any other is taken out and returned. */
    keepOnly(endpointIds: Iterable<number>): HeldDelivery[] {
      const wanted = new Set(endpointIds);
      const dropped: HeldDelivery[] = [];
      for (const lane of lanes.values()) {
        if (wanted.has(lane.endpointId)) continue;
        dropped.push(...lane.waiting);
        waiting -= lane.waiting.length;
        lane.waiting = [];
        lane.moreDue = false;
        lane.closed = true;
        refresh(lane);
        if (lane.calling === 0) lanes.delete(lane.endpointId);
      }
      for (const endpointId of wanted) {
        const lane = lanes.get(endpointId);
        if (lane) lane.closed = false;
        else lanes.set(endpointId, newLane(endpointId));
      }
      return dropped;
    },

    /**
     * Takes in what was claimed for these wishes; returns what has no open lane any more and must be given back. What was met
     * and `ended` counts for what was asked for, and the next claim need not read it again.
     */
    granted(wishes: Wish[], claimed: HeldDelivery[], ended: Met[] = []): HeldDelivery[] {
      const metOf = tallyMet([...claimed, ...ended]);
      const homeless: HeldDelivery[] = [];
      for (const held of claimed) {
        const lane = lanes.get(held.endpointId);
        if (!lane || lane.closed) {
          homeless.push(held);
          continue;
        }
        enqueue(lane, held);
        waiting += 1;
        refresh(lane);
      }
      for (const { lane, limit } of wishes) {
        if (lane.moreSince) continue;
        const met = metOf.get(lane.endpointId);
        if (met) lane.cursor = met.last;
        lane.moreDue = !lane.closed && (met?.count ?? 0) >= limit;
      }
      return homeless;
    },

    /**
     * Takes the next delivery whose call may begin at `nowMs`, fairly by turns; its slot is used until `finished`. Results not
     * yet in the database count as under way: what a crash repeats is then never more than `maxInFlight`.
     */
    begin(nowMs: number, unsettled: number): HeldDelivery | null {
      if (calling + unsettled >= maxInFlight) return null;
      for (const lane of ready) {
        const [held] = lane.waiting;
        if (!held || nowMs < lane.notBeforeMs || nowMs - held.validatedAtMs >= validForMs) continue;
        if (!maySlot(lane)) continue;
        lane.waiting.shift();
        waiting -= 1;
        lane.calling += 1;
        calling += 1;
        pace(lane, nowMs, sharers);
        if (lane.notBeforeMs > pacedUntilMs) pacedUntilMs = lane.notBeforeMs;
        ready.delete(lane);
        refresh(lane);
        return held;
      }
      return null;
    },

    /** Uses a slot for the single call to a probed endpoint, which has no open lane, until `finished`. */
    beginProbe(endpointId: number): void {
      const lane = lanes.get(endpointId) ?? { ...newLane(endpointId), closed: true };
      lanes.set(endpointId, lane);
      lane.calling += 1;
      calling += 1;
    },

    /** How many calls may begin now, whatever waits. */
    freeSlots: (unsettled: number) => Math.max(0, maxInFlight - calling - unsettled),

    /** Whether the last call to this endpoint failed. */
    failing(endpointId: number, isFailing: boolean): void {
      const lane = lanes.get(endpointId);
      if (lane) lane.failing = isFailing;
    },

    /** From when on an endpoint's backlog drains at a rising rate, shared with `dispatchers - 1` others. */
    recovered(endpointId: number, recoveredAtMs: number | null, dispatchers: number): void {
      sharers = dispatchers;
      const lane = lanes.get(endpointId);
      if (!lane) return;
      recover(lane, recoveredAtMs, performance.now());
    },

    /** Milliseconds until a lane that is only held back by its rate may go on; null when none is. */
    pausedForMs(nowMs: number): number | null {
      if (nowMs >= pacedUntilMs) return null;
      let soonest = Number.POSITIVE_INFINITY;
      for (const lane of ready) if (lane.notBeforeMs > nowMs) soonest = Math.min(soonest, lane.notBeforeMs);
      return soonest === Number.POSITIVE_INFINITY ? null : soonest - nowMs;
    },

    finished(endpointId: number): void {
      calling -= 1;
      const lane = lanes.get(endpointId);
      if (!lane) return;
      lane.calling -= 1;
      refresh(lane);
      if (lane.closed && lane.calling === 0) lanes.delete(endpointId);
    },

    /** Takes out every waiting delivery that `unwanted` says, and returns them. */
    takeOut(unwanted: (held: HeldDelivery) => boolean): HeldDelivery[] {
      const out: HeldDelivery[] = [];
      for (const lane of lanes.values()) {
        const kept = lane.waiting.filter((held) => !unwanted(held) || !out.push(held));
        waiting -= lane.waiting.length - kept.length;
        lane.waiting = kept;
        refresh(lane);
      }
      return out;
    },

    /** These endpoints may have more due than their last claim found, also before where it ended. */
    mayHaveMore(endpointIds: Iterable<number>): void {
      for (const id of endpointIds) {
        const lane = lanes.get(id);
        if (!lane || lane.closed) continue;
        lane.cursor = null;
        lane.moreDue = true;
        lane.moreSince = true;
      }
    },

    waiting: (): HeldDelivery[] => [...lanes.values()].flatMap((lane) => lane.waiting),
    waitingCount: () => waiting,
    callingCount: () => calling,

    /** Whether enough places are free for a look at everything that is due. */
    hasRoom: (unsettled: number) => holdTotal - waiting - calling - unsettled >= holdTotal / 8,

    /**
     * Whether a claim pays now: some lane with more due has half its places free, and either half of all places are free
     * or what is waiting would not last. Judged per lane: a hanging endpoint must not hold up the refill of the others.
     */
    wantsRefill(unsettled: number): boolean {
      const room = holdTotal - waiting - calling - unsettled;
      if (room <= 0) return false;
      const share = Math.max(1, Math.min(holdPerLane, Math.ceil(holdTotal / Math.max(1, lanes.size))));
      let hungry = false;
      for (const lane of lanes.values()) {
        hungry = lane.moreDue && free(lane) >= holdPerLane - share / 2;
        if (hungry) break;
      }
      if (!hungry) return false;
      return room >= holdTotal / 2 || callable() < maxInFlight / 2;
    },

    /**
     * What to ask for: of every lane from its beginning (`all`), or of those with more due from where the last claim ended.
     * Shares the room evenly; lanes that get no share are remembered as having more due.
     */
    wishes(all: boolean, unsettled: number): Wish[] {
      let room = holdTotal - waiting - calling - unsettled;
      const candidates = [...lanes.values()].filter(
        (lane) => !lane.closed && (all || lane.moreDue) && free(lane) > 0,
      );
      const share = Math.max(1, Math.ceil(room / Math.max(1, candidates.length)));
      const wishes: Wish[] = [];
      for (const lane of candidates) {
        const limit = Math.min(free(lane), share, room);
        if (limit <= 0) {
          lane.moreDue = true;
          // Its turn comes next, and must be a look from the beginning as well: what a dead dispatcher held lies there.
          if (all) lane.cursor = null;
          continue;
        }
        room -= limit;
        lane.moreSince = false;
        wishes.push({ lane, limit, after: all ? null : lane.cursor });
      }
      // Whoever was asked goes to the end, so that with little room all get their turn.
      for (const { lane } of wishes) {
        lanes.delete(lane.endpointId);
        lanes.set(lane.endpointId, lane);
      }
      return wishes;
    },
  };
}
