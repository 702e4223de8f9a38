import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { newLane } from "./lane";
import { type LaneSet, refresh } from "./lane-set";
import { allowedFromMs, countCall } from "./rate-limit";

/** How many calls may begin now, whatever waits. */
export function openSlots({ maxInFlight, calling }: LaneSet, unsettled: number): number {
  return Math.max(0, maxInFlight - calling - unsettled);
}

/** Whether the endpoint's rate allows a probe now. */
export function mayProbe({ lanes, limits }: LaneSet, endpointId: number): boolean {
  const limit = limits.get(endpointId);
  if (!limit) return true;
  const calling = lanes.get(endpointId)?.calling ?? 0;
  return performance.now() >= allowedFromMs(limit) && calling < (limit.atOnce ?? Number.POSITIVE_INFINITY);
}

/** Uses a slot for the single call to a probed endpoint, which has no open lane. */
export function beginProbe(set: LaneSet, endpointId: number): void {
  const limit = set.limits.get(endpointId) ?? null;
  const lane = set.lanes.get(endpointId) ?? { ...newLane(endpointId, limit), closed: true };
  set.lanes.set(endpointId, lane);
  if (limit) countCall(limit, performance.now());
  lane.calling += 1;
  set.calling += 1;
}

/** Frees the slot of a call that has ended. */
export function endCall(set: LaneSet, held: HeldDelivery): void {
  set.calling -= 1;
  set.resends.end(held);
  const lane = set.lanes.get(held.endpointId);
  if (!lane) return;
  lane.calling -= 1;
  refresh(set, lane);
  if (lane.closed && lane.calling === 0) set.lanes.delete(held.endpointId);
}
