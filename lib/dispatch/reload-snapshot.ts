import { log } from "@/lib/log";
import type { Claimer } from "./claim/claimer";
import type { Lanes } from "./claim/lanes";
import type { ReleaseQueue } from "./claim/release-queue";
import { revalidate } from "./claim/revalidate";
import type { Validity } from "./claim/validity";
import { activeIds, mustStop } from "./endpoint-snapshot";
import type { FinishedCall, HeldDelivery } from "./held-delivery";
import type { Registration } from "./membership/register";
import { takeRated } from "./membership/take-rated";
import type { Metrics } from "./metrics";
import {
  acknowledge,
  createSnapshotReader,
  type DispatchSnapshot,
  type EndpointSnapshot,
} from "./read-snapshot";
import type { Breaker } from "./settle/breaker";
import { countResult } from "./settle/endpoint-results";
import type { Settler } from "./settle/settler";
import type { DispatcherState } from "./state";

/** What was validated within this time need not be again, unless the settings changed. */
const freshForMs = 1_000;

export type SnapshotReload = ReturnType<typeof createSnapshotReload>;

/** How a dispatcher takes over settings that are newer than those it knows (docs/decisions/0008). */
export function createSnapshotReload({
  appSecret,
  state,
  breaker,
  settler,
  claimer,
  releaseQueue,
  validity,
  metrics,
}: {
  appSecret: string;
  state: DispatcherState;
  breaker: Pick<Breaker, "hasCounted" | "learn">;
  settler: Pick<Settler, "unsettled">;
  claimer: Pick<Claimer, "idle" | "expectAll">;
  releaseQueue: Pick<ReleaseQueue, "add">;
  validity: Validity;
  metrics: Pick<Metrics, "settingsReloaded">;
}) {
  const read = createSnapshotReader(appSecret);
  let acknowledged = -1;

  return {
    /** A new identity has acknowledged nothing yet. */
    forgetAcknowledgement(): void {
      acknowledged = -1;
    },

    /** Takes over the settings as they are now. When it has acknowledged a version, nothing older can begin here. */
    async reload({ client, dispatcherId }: Registration): Promise<void> {
      // Taken before the reading: a failure that is put on record during it may be in neither. One that is in both stops an endpoint
      // until the next reading at most.
      const notOnRecord = settler.unsettled().filter(({ held }) => !breaker.hasCounted(held));
      const came: FinishedCall[] = [];
      let snapshot: DispatchSnapshot;
      let changed: boolean;
      try {
        state.sinceReading = came;
        snapshot = await readWithTaken(read, state, { client, dispatcherId });
        // Its rows may have been claimed before the settings read here were saved: they must be looked at again as well.
        await claimer.idle();
        const replaced = replaceSnapshot(state, snapshot, [...notOnRecord, ...came]);
        releaseQueue.add(replaced.dropped);
        changed = replaced.othersActive || snapshot.version !== acknowledged;
      } finally {
        state.sinceReading = null;
      }
      const { endpoints, lanes } = state;
      tellLanes(lanes, endpoints.values(), snapshot.dispatchers);
      breaker.learn([...endpoints.values()].filter(isFailing).map(({ endpointId }) => endpointId));
      const staleMs = Math.max(performance.now() - freshForMs, validity.endedAtMs());
      const doubtful = lanes.waiting().filter((held) => changed || held.validatedAtMs <= staleMs);
      // A delivery that began meanwhile began before the acknowledgement, and is none of this.
      const lost = await revalidate(client, doubtful);
      releaseQueue.add(lanes.removeWhere((held) => lost.has(held)));
      if (snapshot.version !== acknowledged) await acknowledge(client, dispatcherId, snapshot.version);
      acknowledged = snapshot.version;
      if (changed) claimer.expectAll();
      metrics.settingsReloaded();
    },
  };
}

/** Reads the settings; takes endpoints with a rate that nobody calls, and then reads them again. */
async function readWithTaken(
  read: ReturnType<typeof createSnapshotReader>,
  state: Pick<DispatcherState, "lanes" | "phase">,
  { client, dispatcherId }: Pick<Registration, "client" | "dispatcherId">,
): Promise<DispatchSnapshot> {
  const snapshot = await read(client, dispatcherId);
  if (snapshot.unowned.length === 0 || state.phase !== "running") return snapshot;
  const taken = await takeRated(client, dispatcherId, snapshot.unowned, snapshot.dispatchers);
  for (const { endpointId, waitMs } of taken) state.lanes.holdBack(endpointId, waitMs);
  return taken.length === 0 ? snapshot : read(client, dispatcherId);
}

/**
 * Makes these settings the known ones.
 * @param notOnRecord results that may not be in them
 * @returns what waited for endpoints that are no longer active, and whether others are active than before
 */
function replaceSnapshot(
  state: DispatcherState,
  { endpoints, callbacksHeld, inOrder, version, databaseClock }: DispatchSnapshot,
  notOnRecord: FinishedCall[],
): { dropped: HeldDelivery[]; othersActive: boolean } {
  const before = new Set(activeIds(state.endpoints));
  for (const call of notOnRecord) {
    const endpoint = endpoints.get(call.held.endpointId);
    if (!endpoint) continue;
    countResult(endpoint, call);
    if (mustStop(endpoint)) endpoints.delete(endpoint.endpointId);
  }
  if (callbacksHeld && !state.callbacksHeld) log.warn({ event: "dispatch.held" });
  if (!callbacksHeld && state.callbacksHeld) log.info({ event: "dispatch.released" });
  state.endpoints = endpoints;
  state.callbacksHeld = callbacksHeld;
  state.version = version;
  state.inOrder = inOrder;
  state.databaseClock = databaseClock;
  const active = activeIds(endpoints);
  const othersActive = before.size !== active.length || !active.every((id) => before.has(id));
  return { dropped: state.lanes.keepOnly(active), othersActive };
}

/** Tells the lanes which endpoints have a rate, fail, or have recovered. */
function tellLanes(lanes: Lanes, endpoints: Iterable<EndpointSnapshot>, dispatchers: number): void {
  const known = [...endpoints];
  lanes.setRates(new Map(known.flatMap(({ endpointId, rate }) => (rate ? [[endpointId, rate]] : []))));
  for (const one of known) {
    lanes.markFailing(one.endpointId, isFailing(one));
    lanes.markRecovered(one.endpointId, one.recoveredAtMs, dispatchers);
  }
}

const isFailing = ({ failures }: EndpointSnapshot): boolean => failures > 0;
