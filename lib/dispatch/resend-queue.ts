import type { HeldDelivery } from "./held-delivery";

/** An endpoint's part of a claim of bulk resends. */
export type ResendRequest = { endpointId: number; maxRows: number };

type Queue = { waiting: HeldDelivery[]; calling: number; mayHaveMore: boolean };

/** While live deliveries wait, a bulk resend begins after so many of them. */
const livePerResend = 8;

/**
 * Bulk resends this process holds, apart from live deliveries: at most a quarter of all slots, and of an endpoint's slots, is
 * theirs, but always one (docs/decisions/0032). Pure memory, inside the lanes.
 */
export function createResendQueue({
  maxInFlight,
  maxPerEndpoint,
}: {
  maxInFlight: number;
  maxPerEndpoint: number;
}) {
  const maxCalling = Math.max(1, Math.floor(maxInFlight / 4));
  const maxCallingPerEndpoint = Math.max(1, Math.floor(maxPerEndpoint / 4));
  const maxWaiting = maxCallingPerEndpoint * 4;
  const queues = new Map<number, Queue>();
  const calling = new Set<HeldDelivery>();
  let liveSinceResend = 0;

  return {
    /** Makes a queue for exactly these endpoints; what waited for any other is taken out and returned. */
    keepOnly(endpointIds: Set<number>): HeldDelivery[] {
      const dropped: HeldDelivery[] = [];
      for (const [endpointId, queue] of queues) {
        if (endpointIds.has(endpointId)) continue;
        dropped.push(...queue.waiting);
        queues.delete(endpointId);
      }
      for (const endpointId of endpointIds) {
        if (!queues.has(endpointId)) queues.set(endpointId, { waiting: [], calling: 0, mayHaveMore: false });
      }
      return dropped;
    },

    /** Whether the next call is to be a bulk resend although live deliveries may wait. */
    isNext: () => liveSinceResend >= livePerResend,
    liveBegan(): void {
      liveSinceResend += 1;
    },

    /** Takes the next whose call may begin; `mayCall` says whether its endpoint has a slot for it. */
    begin(mayCall: (endpointId: number) => boolean, invalidUntilMs: number): HeldDelivery | null {
      if (calling.size >= maxCalling) return null;
      for (const [endpointId, queue] of queues) {
        const [held] = queue.waiting;
        if (!held || queue.calling >= maxCallingPerEndpoint || held.validatedAtMs <= invalidUntilMs) continue;
        if (!mayCall(endpointId)) continue;
        queue.waiting.shift();
        queue.calling += 1;
        calling.add(held);
        liveSinceResend = 0;
        // Whoever was served goes to the end.
        queues.delete(endpointId);
        queues.set(endpointId, queue);
        return held;
      }
      return null;
    },

    finished(held: HeldDelivery): void {
      if (!calling.delete(held)) return;
      const queue = queues.get(held.endpointId);
      if (!queue) return;
      queue.calling = Math.max(0, queue.calling - 1);
      if (queue.waiting.length === 0) queue.mayHaveMore = true;
    },

    /** Takes in what was claimed for these requests; returns what has no queue any more and must be given back. */
    granted(requests: ResendRequest[], claimed: HeldDelivery[]): HeldDelivery[] {
      const orphaned: HeldDelivery[] = [];
      const counts = new Map<number, number>();
      for (const held of claimed) {
        counts.set(held.endpointId, (counts.get(held.endpointId) ?? 0) + 1);
        const queue = queues.get(held.endpointId);
        if (queue) queue.waiting.push(held);
        else orphaned.push(held);
      }
      for (const { endpointId, maxRows } of requests) {
        const queue = queues.get(endpointId);
        if (queue) queue.mayHaveMore = (counts.get(endpointId) ?? 0) >= maxRows;
      }
      return orphaned;
    },

    /** Any endpoint may have some that are due. */
    mayHaveMore(): void {
      for (const queue of queues.values()) queue.mayHaveMore = true;
    },

    /** What to ask for: of endpoints that may have more and half of whose places are free. */
    requests(): ResendRequest[] {
      return [...queues].flatMap(([endpointId, { waiting, mayHaveMore }]) =>
        mayHaveMore && waiting.length <= maxWaiting / 2
          ? [{ endpointId, maxRows: maxWaiting - waiting.length }]
          : [],
      );
    },

    /** Takes out every waiting one that `unwanted` says, and returns them. */
    takeOut(unwanted: (held: HeldDelivery) => boolean): HeldDelivery[] {
      const out: HeldDelivery[] = [];
      for (const queue of queues.values()) {
        queue.waiting = queue.waiting.filter((held) => !unwanted(held) || !out.push(held));
      }
      return out;
    },

    waiting: (): HeldDelivery[] => [...queues.values()].flatMap(({ waiting }) => waiting),
  };
}
