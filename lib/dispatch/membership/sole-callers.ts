import { livingDispatchers } from "@/lib/db/living-dispatchers";

/**
 * SQL of the dispatchers that may be the only one to call a URL with a rate: they live, and were heard of lately. Whoever is cut off may
 * hold its life lock for long (docs/decisions/0063).
 */
const soleCallers = `(
  select id from dispatcher
  where id in ${livingDispatchers} and coalesce(metrics_at, started_at) > now() - interval '30 s'
)`;

/** SQL of an endpoint that nobody calls who may be the only one to: the next dispatcher that needs it takes it. */
export const isUnowned = `(called_by is null or called_by not in ${soleCallers})`;
