import type { EndpointHealth } from "./read-health";

/** An endpoint as the API shows it; times are RFC 3339 UTC, durations milliseconds. `reason` only where there is one. */
export function endpointView(health: EndpointHealth) {
  const { endpointID, url, eventTypes, state, reason, stateSince, failures, probeAt, p50Ms, p95Ms } = health;
  const { delivered, failed, pending } = health;
  return {
    endpointID,
    url,
    eventTypes,
    state,
    ...(reason === null ? {} : { reason }),
    stateSince,
    failures,
    probeAt,
    last24h: { delivered, failed, pending },
    p50Ms,
    p95Ms,
  };
}
