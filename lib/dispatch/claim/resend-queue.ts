import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import type { Scanned } from "./lane";

/** An endpoint's part of a claim of bulk resends. */
export type ResendRequest = { endpointId: number; maxRows: number };

type Queue = { waiting: HeldDelivery[]; calling: number };

/** How many of some slots bulk resends may use beside live deliveries that wait, and alone. */
type Shares = { besideLive: number; alone: number };

/** What is held of all endpoints. */
type Queues = {
  /** By endpoint, longest unserved first. */
  queues: Map<number, Queue>;
  calling: Set<HeldDelivery>;
  /** Endpoints that may have more pending. Empty while no job runs, and then nothing here costs a call anything. */
  withBacklog: Set<number>;
  waiting: number;
  liveSinceResend: number;
  maxCalling: Shares;
  maxCallingPerEndpoint: Shares;
  /** Deliveries of one endpoint that wait. */
  maxWaiting: number;
};

/** While live deliveries wait, a bulk resend begins after so many of them. */
const livePerResend = 8;

/** What a queue needs to know of the live deliveries, which come first. */
type LiveDeliveries = {
  /** The endpoint has a slot for a call that begins now. */
  mayCall: (endpointId: number) => boolean;
  /** Some whose call could begin now wait, for whatever endpoint. */
  areReady: boolean;
  /** Some wait for this endpoint. */
  waitFor: (endpointId: number) => boolean;
};

export type ResendQueue = ReturnType<typeof createResendQueue>;

/**
 * Bulk resends this process holds, apart from live deliveries. While live ones wait, at most a quarter of all slots, and of an
 * endpoint's slots, is theirs; while none does, all but a few, so that a live one that comes begins at once. One slot is
 * always theirs (docs/decisions/0032). Pure memory, inside the lanes.
 */
export function createResendQueue({
  maxInFlight,
  maxPerEndpoint,
}: {
  maxInFlight: number;
  maxPerEndpoint: number;
}) {
  const all: Queues = {
    queues: new Map(),
    calling: new Set(),
    withBacklog: new Set(),
    waiting: 0,
    liveSinceResend: 0,
    maxCalling: sharesOf(maxInFlight, Math.ceil(maxInFlight / 8)),
    maxCallingPerEndpoint: sharesOf(maxPerEndpoint, 1),
    maxWaiting: maxPerEndpoint * 4,
  };

  return {
    keepOnly: (endpointIds: Set<number>) => keepOnly(all, endpointIds),

    /** Whether the next call is to be a bulk resend although live deliveries may wait. */
    isNext: () => all.liveSinceResend >= livePerResend,
    /** Counts a live delivery that began. */
    countLive(): void {
      all.liveSinceResend += 1;
    },

    begin: (live: LiveDeliveries, invalidUntilMs: number) => begin(all, live, invalidUntilMs),
    end: (held: HeldDelivery) => end(all, held),

    enqueueClaimed: (requests: ResendRequest[], claimed: HeldDelivery[], ended: Scanned[] = []) =>
      enqueueClaimed(all, requests, claimed, ended),

    /** Any endpoint may have some that are due. */
    expectBacklog(): void {
      for (const endpointId of all.queues.keys()) all.withBacklog.add(endpointId);
    },

    requests: () => requestsOf(all),
    removeWhere: (shouldRelease: (held: HeldDelivery) => boolean) => removeWhere(all, shouldRelease),

    /** Endpoints of which some wait here. */
    endpointsWaiting: (): number[] =>
      all.waiting === 0
        ? []
        : [...all.queues].flatMap(([endpointId, queue]) => (queue.waiting.length > 0 ? [endpointId] : [])),

    waiting: (): HeldDelivery[] => [...all.queues.values()].flatMap((queue) => queue.waiting),
  };
}

/** Makes a queue for exactly these endpoints; what waited for any other is taken out and returned. */
function keepOnly(all: Queues, endpointIds: Set<number>): HeldDelivery[] {
  const { queues, withBacklog } = all;
  const dropped: HeldDelivery[] = [];
  for (const [endpointId, queue] of queues) {
    if (endpointIds.has(endpointId)) continue;
    dropped.push(...queue.waiting);
    all.waiting -= queue.waiting.length;
    queues.delete(endpointId);
    withBacklog.delete(endpointId);
  }
  for (const endpointId of endpointIds) {
    if (!queues.has(endpointId)) queues.set(endpointId, { waiting: [], calling: 0 });
  }
  return dropped;
}

/** Takes the next whose call may begin. */
function begin(all: Queues, live: LiveDeliveries, invalidUntilMs: number): HeldDelivery | null {
  const { queues, calling, maxCalling, maxCallingPerEndpoint } = all;
  if (all.waiting === 0 || calling.size >= maxCalling[live.areReady ? "besideLive" : "alone"]) return null;
  for (const [endpointId, queue] of queues) {
    const [held] = queue.waiting;
    if (!held || held.validatedAtMs <= invalidUntilMs) continue;
    const maxCallingHere = maxCallingPerEndpoint[live.waitFor(endpointId) ? "besideLive" : "alone"];
    if (queue.calling >= maxCallingHere || !live.mayCall(endpointId)) continue;
    queue.waiting.shift();
    all.waiting -= 1;
    queue.calling += 1;
    calling.add(held);
    all.liveSinceResend = 0;
    // Whoever was served goes to the end.
    queues.delete(endpointId);
    queues.set(endpointId, queue);
    return held;
  }
  return null;
}

function end({ queues, calling, withBacklog }: Queues, held: HeldDelivery): void {
  if (!calling.delete(held)) return;
  const queue = queues.get(held.endpointId);
  if (!queue) return;
  queue.calling = Math.max(0, queue.calling - 1);
  if (queue.waiting.length === 0) withBacklog.add(held.endpointId);
}

/** Takes in what was claimed for these requests; returns what has no queue any more and is to be released. `ended`: cancelled instead. */
function enqueueClaimed(
  all: Queues,
  requests: ResendRequest[],
  claimed: HeldDelivery[],
  ended: Scanned[],
): HeldDelivery[] {
  const orphaned: HeldDelivery[] = [];
  const counts = new Map<number, number>();
  for (const { endpointId } of [...claimed, ...ended]) {
    counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
  }
  for (const held of claimed) {
    const queue = all.queues.get(held.endpointId);
    if (!queue) {
      orphaned.push(held);
      continue;
    }
    queue.waiting.push(held);
    all.waiting += 1;
  }
  for (const { endpointId, maxRows } of requests) {
    if ((counts.get(endpointId) ?? 0) < maxRows) all.withBacklog.delete(endpointId);
  }
  return orphaned;
}

/** What to ask for: of endpoints that may have more, where half of the capacity is free. */
function requestsOf({ queues, withBacklog, maxWaiting }: Queues): ResendRequest[] {
  const requests: ResendRequest[] = [];
  for (const endpointId of withBacklog) {
    const capacity = maxWaiting - (queues.get(endpointId)?.waiting.length ?? maxWaiting);
    if (capacity >= maxWaiting / 2) requests.push({ endpointId, maxRows: capacity });
  }
  return requests;
}

/** Takes out those that wait and `shouldRelease`, and returns them. */
function removeWhere(all: Queues, shouldRelease: (held: HeldDelivery) => boolean): HeldDelivery[] {
  const out: HeldDelivery[] = [];
  for (const queue of all.queues.values()) {
    queue.waiting = queue.waiting.filter((held) => !shouldRelease(held) || !out.push(held));
  }
  all.waiting -= out.length;
  return out;
}

function sharesOf(slots: number, leftFree: number): Shares {
  return { besideLive: Math.max(1, Math.floor(slots / 4)), alone: Math.max(1, slots - leftFree) };
}
