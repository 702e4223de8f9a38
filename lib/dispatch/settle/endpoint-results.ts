import type { FinishedCall } from "@/lib/dispatch/held-delivery";
import type { EndpointSnapshot } from "@/lib/dispatch/read-snapshot";

/**
 * Whether a call that failed says something about its endpoint. A resend does not: somebody looks at it, and what is resent
 * often fails for its own reasons. Nor does a call that began before the endpoint was known to answer again.
 * @param endpoint as it is known when the call has ended
 */
export function failureCounts(
  { held, record, startedAtMs }: Pick<FinishedCall, "held" | "record" | "startedAtMs">,
  endpoint: Pick<EndpointSnapshot, "recoveredAtMs"> | undefined,
): boolean {
  if (record.outcome === "delivered" || held.resendBy !== null) return false;
  const recoveredAtMs = endpoint?.recoveredAtMs ?? null;
  return recoveredAtMs === null || startedAtMs >= recoveredAtMs;
}

/** Counts a result into what this process knows of the endpoint, ahead of what is on record. */
export function countResult(
  endpoint: EndpointSnapshot,
  { record, failureCounts: counts }: Pick<FinishedCall, "record" | "failureCounts">,
): void {
  if (record.outcome === "delivered") endpoint.failures = 0;
  else if (counts) endpoint.failures += 1;
}
