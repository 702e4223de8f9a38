import { z } from "zod";
import type { ReleaseQueue } from "@/lib/dispatch/claim/release-queue";
import type { Validity } from "@/lib/dispatch/claim/validity";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import type { Metrics } from "@/lib/dispatch/metrics";
import type { Settler } from "@/lib/dispatch/settle/settler";
import type { DispatcherState } from "@/lib/dispatch/state";
import type { Wake } from "@/lib/dispatch/wake";
import { reasonOf } from "@/lib/errors";
import { eventTypes } from "@/lib/events/event-types";
import { log } from "@/lib/log";

/** Deliveries of one event that were claimed as they were recorded, as the database's `record_events_claimed` tells of them. */
const notificationSchema = z.object({
  /** Of the settings by which they were recorded. */
  version: z.number().int(),
  /** The database's clock when it claimed them, ms since the epoch. */
  atMs: z.number(),
  dueAt: z.string(),
  eventId: z.string(),
  eventType: z.enum(eventTypes),
  instanceId: z.string(),
  processName: z.string(),
  deliveries: z.array(z.tuple([z.string(), z.number().int()])),
});

/** Takes in what was claimed for a dispatcher as it was recorded (docs/decisions/0050). */
export function createRecordedClaims({
  state,
  settler,
  releaseQueue,
  validity,
  metrics,
  wake,
}: {
  state: Pick<DispatcherState, "phase" | "lanes" | "version" | "databaseClock">;
  settler: Pick<Settler, "unsettledCount">;
  /** Gets what cannot be held here. */
  releaseQueue: Pick<ReleaseQueue, "add">;
  validity: Validity;
  metrics: Pick<Metrics, "recordedClaim">;
  wake: Pick<Wake, "now">;
}) {
  const { lanes } = state;

  return {
    /** @param payload of the notification on this dispatcher's channel */
    receive(dispatcherId: number, payload: string): void {
      const notification = parse(payload);
      if (!notification) return;
      const { version, databaseClock: clock } = state;
      // A reading from before this machine was paused does not tell how the clocks differ now (docs/decisions/0032).
      const isClockKnown = clock !== null && clock.readAtMs > validity.endedAtMs();
      // Never later than it was, so that what was told late is validated before its call (docs/decisions/0008).
      const claimedAtMs = isClockKnown
        ? Math.min(performance.now(), notification.atMs - clock.aheadMs)
        : performance.now();
      const validatedAtMs =
        isClockKnown && notification.version >= version ? claimedAtMs : Number.NEGATIVE_INFINITY;
      const claimed = notification.deliveries.map(
        ([deliveryId, endpointId]): HeldDelivery => ({
          deliveryId,
          attemptNumber: 1,
          dispatcherId,
          endpointId,
          eventId: notification.eventId,
          eventType: notification.eventType,
          instanceId: notification.instanceId,
          processName: notification.processName,
          resendBy: null,
          resendFrom: null,
          dueAt: notification.dueAt,
          overdueMs: 0,
          claimedAtMs,
          validatedAtMs,
          isProbe: false,
        }),
      );
      for (const held of claimed) {
        const mayHold = state.phase === "running" && lanes.mayHold(held.endpointId, settler.unsettledCount());
        const left = mayHold ? lanes.enqueueClaimed([], [held]) : [held];
        releaseQueue.add(left);
        metrics.recordedClaim(left.length === 0 ? "held" : "released");
      }
      wake.now();
    },
  };
}

/** Null for what is not understood, whose lease lapses. */
function parse(payload: string): z.output<typeof notificationSchema> | null {
  try {
    return notificationSchema.parse(JSON.parse(payload));
  } catch (error) {
    log.error({
      event: "claims.not_understood",
      reason: reasonOf(error),
    });
    return null;
  }
}
