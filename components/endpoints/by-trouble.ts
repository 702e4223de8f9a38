import type { EndpointStats } from "@/lib/endpoints/view";
import { conditionOf } from "./condition";

const ranks = { suspended: 0, probing: 1, failing: 2, recovering: 3, active: 4 } as const;

type Told = Pick<EndpointStats, "state" | "failures" | "recovering" | "failed">;

/** Those that need somebody first: suspended, probed, failing; then by failures of the last 24 hours. Pure. */
export function byTrouble<T extends Told>(endpoints: readonly T[]): T[] {
  const rank = (endpoint: T) => ranks[conditionOf(endpoint)];
  return endpoints.toSorted((a, b) => rank(a) - rank(b) || b.failed - a.failed);
}
