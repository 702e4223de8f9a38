import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import type { Count } from "@/lib/stats/count";
import { deliveryStep } from "./delivery-step";
import { canBeDeliveries, canBeUnsent } from "./log-conditions";
import { type LogCursor, maxCursor } from "./log-cursor";
import type { LogFilter } from "./log-filter";
import { logScope } from "./log-scope";
import { type RowPlace, type Walked, walk } from "./log-walk";
import { unsentStep } from "./unsent-step";

/** More are not counted. */
const maxNewer = 1_000;
const maxMs = 45;

const nothing: Walked = { found: [], ended: "done", reached: null };

/**
 * How many rows of the log that match came above each of these cursors, up to `max`. The newest are read once, whatever the number of
 * cursors. Where few of what is new match, two and a half times as many are looked up and no more: there are at least so many then.
 * @throws ForbiddenError
 */
export async function countNewer(
  actor: Actor,
  filter: LogFilter,
  cursors: readonly LogCursor[],
  max = maxNewer,
): Promise<Count[]> {
  assertCan(actor, "deliveries:read");
  const scope = await logScope(pool(), filter);
  const floor = minCursorOf(cursors);
  if (!floor) return [];
  const wanted = max + 1;
  const limits = { steps: [wanted, 1.5 * max], maxMs };
  const given = { scope, cursor: maxCursor, direction: "down" as const, floor, wanted };
  const [deliveries, unsent] = await Promise.all([
    canBeDeliveries(scope.filter, scope.endpointIds)
      ? walk(pool(), deliveryStep(given), { wanted, limits })
      : nothing,
    canBeUnsent(scope.filter) ? walk(pool(), unsentStep(given), { wanted, limits }) : nothing,
  ]);
  const ids = deliveries.found.map(({ id }) => BigInt(id));
  return cursors.map((cursor) => {
    const delivery = BigInt(cursor.delivery);
    const parts = [
      countAbove(deliveries, (place, index) => (ids[index] ?? BigInt(place.id)) >= delivery),
      countAbove(unsent, ({ at, id }) => at > cursor.at || (at === cursor.at && id >= cursor.event)),
    ];
    const found = parts.reduce((sum, { count }) => sum + count, 0);
    return {
      count: Math.min(found, max),
      atLeast: found > max || parts.some(({ atLeast }) => atLeast),
    };
  });
}

/** Rows of a walk, newest first, that are above a cursor; where the walk ended above the cursor, there are at least so many. */
function countAbove(
  { found, ended, reached }: Walked,
  isAbove: (place: RowPlace, index: number) => boolean,
): Count {
  let [count, beyond] = [0, found.length];
  while (count < beyond) {
    const middle = (count + beyond) >> 1;
    const place = found[middle];
    if (place && isAbove(place, middle)) count = middle + 1;
    else beyond = middle;
  }
  const end = ended === "enough" ? found.at(-1) : ended === "gave_up" ? reached : null;
  return { count, atLeast: end !== null && end !== undefined && isAbove(end, -1) };
}

/** Below all of these for both kinds of rows. */
function minCursorOf(cursors: readonly LogCursor[]): LogCursor | null {
  const [first, ...others] = cursors;
  if (!first) return null;
  return others.reduce(
    (lowest, cursor) => ({
      delivery: BigInt(cursor.delivery) < BigInt(lowest.delivery) ? cursor.delivery : lowest.delivery,
      ...(cursor.at < lowest.at || (cursor.at === lowest.at && cursor.event < lowest.event)
        ? { at: cursor.at, event: cursor.event }
        : { at: lowest.at, event: lowest.event }),
    }),
    first,
  );
}
