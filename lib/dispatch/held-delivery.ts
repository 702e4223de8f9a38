import type { CallRecord } from "@/lib/callback/call-record";
import type { DeliveryStatus, EventType } from "@/lib/db/generated/enums";

/** A delivery this dispatcher has claimed: its fence is (deliveryId, dispatcherId, attemptNumber). */
export type HeldDelivery = {
  /** bigint as text. */
  deliveryId: string;
  attemptNumber: number;
  /** The identity that holds the fence; changes when the dispatcher has to register anew. */
  dispatcherId: number;
  endpointId: number;
  eventId: string;
  eventType: EventType;
  instanceId: string;
  processName: string;
  /** Who asked for this attempt; null when it is automatic. */
  resendBy: string | null;
  /** What the delivery was before somebody asked for this attempt; null when it was pending. */
  resendFrom: Exclude<DeliveryStatus, "pending"> | null;
  /** When it was due, as the database wrote it. */
  dueAt: string;
  /** How long ago that was when it was claimed, ms by the database's clock. */
  overdueMs: number;
  /** Monotonic ms (`performance.now()`) of the claim. */
  claimedAtMs: number;
  /** Monotonic ms (`performance.now()`) of the claim or re-validation that allows the call; before that was sent, not after. */
  validatedAtMs: number;
  /** The single call to an endpoint that is being probed. */
  isProbe: boolean;
};

/** A finished call, kept in memory until the database has it. Times are monotonic ms. */
export type FinishedCall = {
  held: HeldDelivery;
  record: CallRecord;
  startedAtMs: number;
  finishedAtMs: number;
  /** A failure that counts for the circuit breaker. */
  failureCounts: boolean;
  /** Its endpoint's own waits, ms, after failed attempts 1, 2, …; null where it has none. */
  ownScheduleMs: readonly number[] | null;
};

/** A call never begins later than this after the claim or re-validation that allowed it (docs/decisions/0008). */
export const validForMs = 2_500;
