import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { drainRate } from "@/lib/endpoints/breaker-rules";
import { allowedFromMs, countCall, type RateLimit } from "./rate-limit";

/** Where the last claim of an endpoint's backlog ended; the next one need not read the dead rows before it again. */
export type Cursor = { dueAt: string; deliveryId: string };

export const theBeginning: Cursor = { dueAt: "-infinity", deliveryId: "0" };

/** What this process holds for one endpoint. */
export type Lane = {
  endpointId: number;
  waiting: HeldDelivery[];
  calling: number;
  /** The last claim got all it asked for, so more is probably due. */
  hasBacklog: boolean;
  /** More may have become due since the claim that is under way was asked for. */
  hasNewBacklog: boolean;
  cursor: Cursor | null;
  /** Its endpoint is suspended, probed or gone: it only waits for the calls under way. */
  closed: boolean;
  /** Its last call failed. */
  failing: boolean;
  /** When its endpoint answered again after probing, monotonic ms: its backlog drains at a rising rate. */
  recoveredAtMs: number | null;
  /** What somebody set for its endpoint; this dispatcher alone calls it then. */
  limit: RateLimit | null;
  /** Neither rate allows a call to begin before this, monotonic ms. */
  notBeforeMs: number;
};

/** A delivery that a claim scanned, to claim it or to cancel it instead: where it stands in the order of what is due. */
export type Scanned = Pick<HeldDelivery, "endpointId" | "deliveryId" | "dueAt">;

/** One endpoint's part of a claim; with no place to begin after, it begins where what is pending begins. */
export type ClaimRequest = { lane: Lane; limit: number; after: Cursor | null };

export function newLane(endpointId: number, limit: RateLimit | null = null): Lane {
  return {
    endpointId,
    waiting: [],
    calling: 0,
    hasBacklog: false,
    hasNewBacklog: false,
    cursor: null,
    closed: false,
    failing: false,
    recoveredAtMs: null,
    limit,
    notBeforeMs: limit ? allowedFromMs(limit) : 0,
  };
}

/**
 * Spaces the calls of an endpoint that has just recovered, whose rate rises and is shared by `sharers` dispatchers, and of one with a
 * rate of its own.
 */
export function pace(lane: Lane, nowMs: number, sharers: number): void {
  if (lane.limit) {
    countCall(lane.limit, nowMs);
    lane.notBeforeMs = allowedFromMs(lane.limit);
  }
  if (lane.recoveredAtMs === null) return;
  const rate = drainRate(nowMs - lane.recoveredAtMs) / (lane.limit ? 1 : sharers);
  if (rate === Number.POSITIVE_INFINITY) lane.recoveredAtMs = null;
  else lane.notBeforeMs = Math.max(lane.limit ? lane.notBeforeMs : 0, nowMs + 1_000 / rate);
}

/** @param recoveredAtMs when its probing ended with a success, monotonic ms; null when that never was */
export function recover(lane: Lane, recoveredAtMs: number | null, nowMs: number): void {
  const isOver = recoveredAtMs === null || drainRate(nowMs - recoveredAtMs) === Number.POSITIVE_INFINITY;
  lane.recoveredAtMs = isOver ? null : recoveredAtMs;
  if (isOver) lane.notBeforeMs = lane.limit ? allowedFromMs(lane.limit) : 0;
}

/** Milliseconds until one that its rate holds back may go on; null when none is. */
export function soonestMs(lanes: Iterable<Lane>, nowMs: number): number | null {
  const paced = [...lanes].flatMap(({ notBeforeMs }) => (notBeforeMs > nowMs ? [notBeforeMs - nowMs] : []));
  return paced.length === 0 ? null : Math.min(...paced);
}

/** Shares the capacity evenly; a lane that gets none keeps its backlog for the next claim. */
export function shareOut(
  candidates: Lane[],
  { capacity, all, capacityOf }: { capacity: number; all: boolean; capacityOf: (lane: Lane) => number },
): ClaimRequest[] {
  const share = Math.max(1, Math.ceil(capacity / Math.max(1, candidates.length)));
  const requests: ClaimRequest[] = [];
  let left = capacity;
  for (const lane of candidates) {
    const limit = Math.min(capacityOf(lane), share, left);
    if (limit <= 0) {
      lane.hasBacklog = true;
      // Its turn comes next, and must be a look from the beginning as well: what a dead dispatcher held lies there.
      if (all) lane.cursor = null;
      continue;
    }
    left -= limit;
    lane.hasNewBacklog = false;
    requests.push({ lane, limit, after: all ? null : lane.cursor });
  }
  return requests;
}

/**
 * Notes how far a claim for these requests came, and whether a lane may have more due. What may have become due since is told by
 * `hasNewBacklog`, and then the next claim begins at the beginning.
 */
export function noteScanned(requests: ClaimRequest[], scanned: Scanned[]): void {
  const tallyOf = tallyScanned(scanned);
  for (const { lane, limit } of requests) {
    if (lane.hasNewBacklog) continue;
    const tally = tallyOf.get(lane.endpointId);
    if (tally) lane.cursor = tally.last;
    lane.hasBacklog = !lane.closed && (tally?.count ?? 0) >= limit;
  }
}

/** Adds a claimed delivery, the longest due first: what a dead dispatcher held has waited long enough. */
export function enqueue(lane: Lane, held: HeldDelivery): void {
  let place = lane.waiting.length;
  while (place > 0 && isDueBefore(held, lane.waiting[place - 1])) place -= 1;
  lane.waiting.splice(place, 0, held);
}

/** Times compare as the texts that the database writes. Of two ids the one with more digits is larger, else they compare as texts. */
export function isDueBefore(one: Cursor, other: Cursor | undefined): boolean {
  if (!other || one.dueAt !== other.dueAt) return other !== undefined && one.dueAt < other.dueAt;
  const [a, b] = [one.deliveryId, other.deliveryId];
  return a.length === b.length ? a < b : a.length < b.length;
}

/** How many deliveries of each endpoint a claim scanned, and where the last of them in the order of what is due stands. */
function tallyScanned(deliveries: Scanned[]): Map<number, { count: number; last: Cursor }> {
  const tallyOf = new Map<number, { count: number; last: Cursor }>();
  for (const { endpointId, dueAt, deliveryId } of deliveries) {
    const tally = tallyOf.get(endpointId) ?? { count: 0, last: { dueAt, deliveryId } };
    tallyOf.set(endpointId, tally);
    tally.count += 1;
    if (isDueBefore(tally.last, { dueAt, deliveryId })) tally.last = { dueAt, deliveryId };
  }
  return tallyOf;
}

/** How many calls to these could begin now, were there slots for all that may have one. */
export function callable(
  lanes: Iterable<Lane>,
  { mayUseSlot, maxCallsOf }: { mayUseSlot: (lane: Lane) => boolean; maxCallsOf: (lane: Lane) => number },
): number {
  const nowMs = performance.now();
  let count = 0;
  for (const lane of lanes) {
    if (lane.notBeforeMs <= nowMs && mayUseSlot(lane))
      count += Math.min(lane.waiting.length, maxCallsOf(lane) - lane.calling);
  }
  return count;
}
