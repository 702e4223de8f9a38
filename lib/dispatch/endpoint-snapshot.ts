import { failuresToProbe } from "@/lib/endpoints/breaker-rules";
import type { ReleaseQueue } from "./claim/release-queue";
import type { FinishedCall } from "./held-delivery";
import type { EndpointSnapshot } from "./read-snapshot";
import { countResult } from "./settle/endpoint-results";
import type { DispatcherState } from "./state";

/** Ids of the endpoints that are called as deliveries come. */
export function activeIds(endpoints: ReadonlyMap<number, EndpointSnapshot>): number[] {
  return [...endpoints.values()].flatMap((one) => (one.state === "active" ? [one.endpointId] : []));
}

/** Too many failures by what this process knows, and what is on record does not say so yet. */
export function mustStop({ state, failures }: EndpointSnapshot): boolean {
  return state === "active" && failures >= failuresToProbe;
}

/**
 * Counts a result into the endpoint as it is known now, which may have been read anew since the call began. After too many
 * failures no call to it begins here until the settings, read again, say what has become of it.
 */
export function countIntoSnapshot(
  { endpoints, lanes, sinceReading }: DispatcherState,
  call: FinishedCall,
  releaseQueue: Pick<ReleaseQueue, "add">,
): void {
  const { endpointId } = call.held;
  sinceReading?.push(call);
  const endpoint = endpoints.get(endpointId);
  if (!endpoint) return;
  countResult(endpoint, call);
  lanes.markFailing(endpointId, endpoint.failures > 0);
  if (call.record.statusCode !== 410 && !mustStop(endpoint)) return;
  endpoints.delete(endpointId);
  releaseQueue.add(lanes.keepOnly(activeIds(endpoints)));
}
