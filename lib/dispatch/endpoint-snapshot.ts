import type { Claimer } from "@/lib/dispatch/claim/claimer";
import type { Lanes } from "@/lib/dispatch/claim/lanes";
import type { ReleaseQueue } from "@/lib/dispatch/claim/release-queue";
import { revalidate } from "@/lib/dispatch/claim/revalidate";
import type { Validity } from "@/lib/dispatch/claim/validity";
import type { Registration } from "@/lib/dispatch/membership/register";
import type { Breaker } from "@/lib/dispatch/settle/breaker";
import { countResult } from "@/lib/dispatch/settle/endpoint-results";
import { failuresToProbe } from "./circuit-breaker";
import type { FinishedCall } from "./held-delivery";
import type { Metrics } from "./metrics";
import {
  acknowledge,
  createSnapshotReader,
  type DispatchSnapshot,
  type EndpointSnapshot,
} from "./read-snapshot";

/** What was validated within this time need not be again, unless the settings changed. */
const freshForMs = 1_000;

/** The settings as this process last read them, and how it takes over newer ones (docs/decisions/0008). */
export function createEndpointSnapshot({
  appSecret,
  lanes,
  breaker,
  metrics,
  releaseQueue,
  claimer,
  validity,
  uncounted,
}: {
  appSecret: string;
  lanes: Lanes;
  breaker: Breaker;
  metrics: Pick<Metrics, "settingsReloaded">;
  releaseQueue: ReleaseQueue;
  claimer: Pick<Claimer, "idle" | "wantAll">;
  validity: Validity;
  /** Results of this process that are not in the endpoints' rows yet, in the order in which they came. */
  uncounted: () => FinishedCall[];
}) {
  const read = createSnapshotReader(appSecret);
  let endpoints = new Map<number, EndpointSnapshot>();
  let inOrder = false;
  let acknowledged = -1;
  /** Results that come while the settings are being read again; null at all other times. */
  let cameMeanwhile: FinishedCall[] | null = null;

  const activeIds = () =>
    [...endpoints.values()].flatMap((one) => (one.state === "active" ? [one.endpointId] : []));

  return {
    /** Active and probing ones. */
    endpoints: () => endpoints,
    inOrder: () => inOrder,

    /**
     * Counts a result into the endpoint as it is known now, which may have been read anew since the call began. After too many
     * failures no call to it begins here until the settings, read again, say what has become of it.
     */
    count(call: FinishedCall): void {
      const { endpointId } = call.held;
      cameMeanwhile?.push(call);
      const endpoint = endpoints.get(endpointId);
      if (!endpoint) return;
      countResult(endpoint, call);
      lanes.failing(endpointId, endpoint.failures > 0);
      if (call.record.statusCode !== 410 && !mustStop(endpoint)) return;
      endpoints.delete(endpointId);
      releaseQueue.add(lanes.keepOnly(activeIds()));
    },

    /** A new identity has acknowledged nothing yet. */
    forgetAcknowledgement(): void {
      acknowledged = -1;
    },

    /** Takes over the settings as they are now. When it has acknowledged a version, nothing older can begin here. */
    async reload({ client, dispatcherId }: Registration): Promise<void> {
      // Taken before the reading: a failure that is put on record during it may be in neither. One that is in both stops an endpoint
      // until the next reading at most.
      const notOnRecord = uncounted();
      let settings: DispatchSnapshot;
      try {
        cameMeanwhile = [];
        settings = await read(client);
        // Its rows may have been claimed before the settings read here were saved: they must be looked at again as well.
        await claimer.idle();
        notOnRecord.push(...cameMeanwhile);
      } finally {
        cameMeanwhile = null;
      }
      const before = new Set(activeIds());
      endpoints = settings.endpoints;
      for (const call of notOnRecord) {
        const endpoint = endpoints.get(call.held.endpointId);
        if (!endpoint) continue;
        countResult(endpoint, call);
        if (mustStop(endpoint)) endpoints.delete(endpoint.endpointId);
      }
      inOrder = settings.inOrder;
      const active = activeIds();
      const changed =
        settings.version !== acknowledged ||
        before.size !== active.length ||
        !active.every((id) => before.has(id));
      releaseQueue.add(lanes.keepOnly(active));
      for (const one of endpoints.values()) {
        lanes.failing(one.endpointId, one.failures > 0);
        lanes.recovered(one.endpointId, one.recoveredAtMs, settings.dispatchers);
      }
      breaker.learn([...endpoints.values()].flatMap((one) => (one.failures > 0 ? [one.endpointId] : [])));
      const staleMs = Math.max(performance.now() - freshForMs, validity.endedAtMs());
      const doubtful = lanes.waiting().filter((held) => changed || held.validatedAtMs <= staleMs);
      // A delivery that began meanwhile began before the acknowledgement, and is none of this.
      const lost = await revalidate(client, doubtful);
      releaseQueue.add(lanes.takeOut((held) => lost.has(held)));
      if (settings.version !== acknowledged) await acknowledge(client, dispatcherId, settings.version);
      acknowledged = settings.version;
      if (changed) claimer.wantAll();
      metrics.settingsReloaded();
    },
  };
}

/** Too many failures by what this process knows, and what is on record does not say so yet. */
function mustStop({ state, failures }: EndpointSnapshot): boolean {
  return state === "active" && failures >= failuresToProbe;
}
