import { livingDispatchers } from "@/lib/db/living-dispatchers";

/**
 * SQL of the dispatchers that may be the only one to call a URL with a rate: they live, and were heard of lately. Whoever is cut off may
 * hold its life lock for long (docs/decisions/0063).
 */
export const soleCallers = `(
  select id from dispatcher
  where id in ${livingDispatchers} and coalesce(metrics_at, started_at) > now() - interval '30 s'
)`;
