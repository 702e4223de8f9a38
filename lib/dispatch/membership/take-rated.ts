import type { Queryable } from "@/lib/db/pool";
import { validForMs } from "@/lib/dispatch/held-delivery";
import { maxCallMs } from "@/lib/net/call-time";
import { isUnowned } from "./sole-callers";

/** A URL that this dispatcher alone calls from now on, and how long it has to wait before the first call. */
type TakenEndpoint = { endpointId: number; waitMs: number };

const takeStatement = `
with unowned as (
  select id, called_by is not null as was_called, max_at_once is not null as counts_calls from endpoint
  where id = any ($2::int[]) and ${isUnowned}
  order by id limit $3
  for no key update skip locked
)
update endpoint set called_by = $1 from unowned where endpoint.id = unowned.id
returning endpoint.id, was_called as "wasCalled", counts_calls as "countsCalls"`;

/**
 * Takes URLs with a rate that no living dispatcher calls: one dispatcher alone calls each, so that what it counts is all there is
 * (docs/decisions/0063). Of several that look at the same time each takes its share. One that died may still begin what it had validated,
 * and wait for the answers: the next one waits as long.
 * @param dispatchers how many there are
 */
export async function takeRated(
  db: Queryable,
  dispatcherId: number,
  endpointIds: readonly number[],
  dispatchers: number,
): Promise<TakenEndpoint[]> {
  const share = Math.ceil(endpointIds.length / dispatchers);
  const { rows } = await db.query<{ id: number; wasCalled: boolean; countsCalls: boolean }>({
    name: "take-rated",
    text: takeStatement,
    values: [dispatcherId, endpointIds, share],
  });
  return rows.map(({ id, wasCalled, countsCalls }) => ({
    endpointId: id,
    waitMs: wasCalled ? validForMs + (countsCalls ? maxCallMs : 0) : 0,
  }));
}

/** Leaves to others what this dispatcher alone called; none of its calls is under way any more. */
export async function leaveRated(db: Queryable, dispatcherId: number): Promise<void> {
  await db.query("update endpoint set called_by = null where called_by = $1", [dispatcherId]);
}
