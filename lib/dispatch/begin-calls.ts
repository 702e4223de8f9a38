import type { CallRecord } from "@/lib/callback/call-record";
import type { ReleaseQueue } from "./claim/release-queue";
import type { Validity } from "./claim/validity";
import { countIntoSnapshot } from "./endpoint-snapshot";
import type { HeldDelivery } from "./held-delivery";
import type { Metrics } from "./metrics";
import type { EndpointSnapshot } from "./read-snapshot";
import { logAttempt } from "./settle/attempt-log";
import { failureCounts } from "./settle/endpoint-results";
import type { Settler } from "./settle/settler";
import type { DispatcherState } from "./state";
import type { Wake } from "./wake";

/** Makes the call of one attempt; must not throw. */
export type Call = (held: HeldDelivery, endpoint: EndpointSnapshot) => Promise<CallRecord>;

export type Calls = ReturnType<typeof createCalls>;

/** Begins calls while there are slots, and hands each result to the settler. */
export function createCalls({
  state,
  call,
  settler,
  metrics,
  releaseQueue,
  validity,
  wake,
}: {
  state: DispatcherState;
  call: Call;
  settler: Pick<Settler, "add" | "unsettledCount">;
  metrics: Pick<Metrics, "attempted">;
  releaseQueue: Pick<ReleaseQueue, "add">;
  validity: Validity;
  wake: Pick<Wake, "soon">;
}) {
  const { lanes, calling } = state;

  const begin = async (held: HeldDelivery): Promise<void> => {
    const endpoint = state.endpoints.get(held.endpointId);
    if (!endpoint) {
      lanes.end(held);
      releaseQueue.add([held]);
      return;
    }
    calling.add(held);
    const startedAtMs = performance.now();
    const record = await call(held, endpoint);
    const finishedAtMs = performance.now();
    calling.delete(held);
    lanes.end(held);
    // The endpoint as it is known now: the settings may have been read again during the call.
    const known = state.endpoints.get(held.endpointId);
    const { ownScheduleMs } = known ?? endpoint;
    const finished = { held, record, startedAtMs, finishedAtMs, failureCounts: false, ownScheduleMs };
    finished.failureCounts = failureCounts(finished, known);
    settler.add(finished);
    metrics.attempted(finished);
    logAttempt(finished, endpoint.url);
    // At once here; what the database makes of it is read with the settings.
    countIntoSnapshot(state, finished, releaseQueue);
    wake.soon();
  };

  return {
    /** Begins every call that may begin now. */
    beginReady(): void {
      // Read once for all that begin now: on some machines a clock costs as much as all else here.
      const [nowMs, invalidUntilMs] = [performance.now(), validity.endedAtMs()];
      for (;;) {
        const held = lanes.begin(nowMs, settler.unsettledCount(), invalidUntilMs);
        if (!held) return;
        void begin(held);
      }
    },

    /** Begins the single call to a probed endpoint, which has just been claimed. */
    beginProbe(held: HeldDelivery): void {
      if (held.validatedAtMs <= validity.endedAtMs()) {
        releaseQueue.add([held]);
        return;
      }
      lanes.beginProbe(held.endpointId);
      void begin(held);
    },
  };
}
