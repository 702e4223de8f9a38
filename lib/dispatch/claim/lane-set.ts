import { type Lane, pace } from "./lane";
import type { RateLimit } from "./rate-limit";
import { createResendQueue, type ResendQueue } from "./resend-queue";

/** What this process holds for all endpoints, and the slots its calls use. */
export type LaneSet = {
  /** By endpoint; the one that was asked for last is last. */
  lanes: Map<number, Lane>;
  /** Lanes with something waiting and a free slot, longest unserved first. */
  ready: Set<Lane>;
  resends: ResendQueue;
  /** What somebody set for endpoints, by their ids. */
  limits: Map<number, RateLimit>;
  waiting: number;
  calling: number;
  /** No lane is held back by its rate later than this, monotonic ms. */
  pacedUntilMs: number;
  /** Dispatchers that share an endpoint's drain rate. */
  sharers: number;
  maxInFlight: number;
  maxPerEndpoint: number;
  /** Deliveries to hold, waiting and called, of all endpoints and of one. */
  maxHeld: number;
  maxHeldPerLane: number;
  /** Slots that no second call to an endpoint may use. */
  reserved: number;
};

export function newLaneSet({
  maxInFlight,
  maxPerEndpoint,
}: {
  maxInFlight: number;
  maxPerEndpoint: number;
}): LaneSet {
  return {
    lanes: new Map(),
    ready: new Set(),
    resends: createResendQueue({ maxInFlight, maxPerEndpoint }),
    limits: new Map(),
    waiting: 0,
    calling: 0,
    pacedUntilMs: 0,
    sharers: 1,
    maxInFlight,
    maxPerEndpoint,
    maxHeld: maxInFlight * 8,
    maxHeldPerLane: maxPerEndpoint * 4,
    // An eighth of many slots; with few, whoever set so few wants them all used.
    reserved: maxInFlight >= 64 ? Math.floor(maxInFlight / 8) : 0,
  };
}

/** To be called after a lane's waiting or calls have changed. */
export function refresh(set: LaneSet, lane: Lane): void {
  if (lane.waiting.length > 0 && lane.calling < maxCallsOf(set, lane)) set.ready.add(lane);
  else set.ready.delete(lane);
}

/** How many calls of this lane may be under way. Where this dispatcher alone calls an endpoint, it has the slots of all. */
export function maxCallsOf({ maxPerEndpoint, sharers }: LaneSet, { limit }: Lane): number {
  return limit === null
    ? maxPerEndpoint
    : Math.min(limit.atOnce ?? Number.POSITIVE_INFINITY, maxPerEndpoint * sharers);
}

/**
 * Calls that hang must not take every slot: those of failing endpoints together get one half at most, and a second call to
 * the same endpoint leaves some free for endpoints that have none under way.
 */
export function mayUseSlot({ calling, maxInFlight, reserved }: LaneSet, lane: Lane): boolean {
  if (lane.failing) return calling < maxInFlight / 2;
  return lane.calling === 0 || calling < maxInFlight - reserved;
}

/** Uses a slot of this lane for a call that begins now. */
export function occupy(set: LaneSet, lane: Lane, nowMs: number): void {
  lane.calling += 1;
  set.calling += 1;
  pace(lane, nowMs, set.sharers);
  if (lane.notBeforeMs > set.pacedUntilMs) set.pacedUntilMs = lane.notBeforeMs;
  // Whoever was served goes to the end.
  set.ready.delete(lane);
  refresh(set, lane);
}
