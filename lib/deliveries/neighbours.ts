import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId, publicId } from "@/lib/ids";
import { deliveryStep } from "./delivery-step";
import { canBeDeliveries } from "./log-conditions";
import type { LogFilter } from "./log-filter";
import { logScope } from "./log-scope";
import { type Direction, pageLimits, walk } from "./log-walk";
import type { Neighbours } from "./view";

/**
 * The deliveries just before and after this one in the log under a filter; null at its ends, and where the search for what no
 * index answers gave up, as in the log itself.
 * @throws ForbiddenError
 */
export async function readNeighbours(
  actor: Actor,
  deliveryID: string,
  filter: LogFilter,
): Promise<Neighbours> {
  assertCan(actor, "deliveries:read");
  const id = parsePublicId("dlv", deliveryID);
  if (id === null) return { newer: null, older: null };
  const scope = await logScope(pool(), filter);
  if (!canBeDeliveries(scope.filter, scope.endpointIds)) return { newer: null, older: null };
  const nearest = async (direction: Direction, delivery: bigint) => {
    const step = deliveryStep({
      scope,
      cursor: { ...scope.now, delivery: String(delivery) },
      direction,
      wanted: 1,
    });
    const { found } = await walk(pool(), step, { wanted: 1, limits: pageLimits });
    return found[0] ? publicId("dlv", found[0].id) : null;
  };
  const [newer, older] = await Promise.all([nearest("up", id + 1n), nearest("down", id)]);
  return { newer, older };
}
