import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { deliveryColumns } from "./columns";
import { deliveryStep } from "./delivery-step";
import { canBeDeliveries, canBeUnsent } from "./log-conditions";
import type { LogCursor } from "./log-cursor";
import type { LogFilter } from "./log-filter";
import { type LogScope, logScope } from "./log-scope";
import { type Direction, pageLimits, type Walked, type WalkLimits, walk } from "./log-walk";
import { type Merged, type MergedRow, mergeWalks } from "./merge-walks";
import { readUnsent } from "./unsent";
import { unsentStep } from "./unsent-step";
import { type DeliveryRow, type DeliveryView, deliveryView, type LogPage, type LogRow } from "./view";

type PageRequest = {
  filter: LogFilter;
  limit: number;
  /** Where the page begins; without one with the newest row. */
  cursor?: LogCursor | null;
  /** `up`: the rows just above the cursor; the newest page where there are fewer than it holds. */
  direction?: Direction;
  /** How far to search. */
  limits?: WalkLimits;
};

/**
 * A page of the log: deliveries and events that were not sent, in one list under one set of filters. What arrives meanwhile shifts
 * nothing (docs/decisions/0044).
 * @throws ForbiddenError
 */
export async function listLog(actor: Actor, request: PageRequest): Promise<LogPage> {
  assertCan(actor, "deliveries:read");
  const scope = await logScope(pool(), request.filter);
  const { cursor, direction = "down" } = request;
  if (cursor && direction === "up") {
    const above = await pageFrom(scope, cursor, "up", request);
    if (above.rows.length === request.limit || above.searchedTo !== null) {
      return {
        ...(await shown(above, [...above.rows].reverse())),
        top: above.next,
        bottom: cursor,
        isNewest: false,
        hasOlder: true,
      };
    }
  }
  const start = direction === "down" && cursor ? cursor : scope.now;
  const page = await pageFrom(scope, start, "down", request);
  return {
    ...(await shown(page, page.rows)),
    top: start,
    bottom: page.next,
    isNewest: start === scope.now,
    hasOlder: page.more,
  };
}

async function pageFrom(
  scope: LogScope,
  cursor: LogCursor,
  direction: Direction,
  { limit, limits = pageLimits }: PageRequest,
): Promise<Merged> {
  const wanted = limit + 1;
  const none: Walked = { found: [], ended: "done", reached: null };
  const given = { scope, cursor, direction, wanted };
  const [deliveries, unsent] = await Promise.all([
    canBeDeliveries(scope.filter, scope.endpointIds)
      ? walk(pool(), deliveryStep(given), { wanted, limits })
      : none,
    canBeUnsent(scope.filter) ? walk(pool(), unsentStep(given), { wanted, limits }) : none,
  ]);
  return mergeWalks({ deliveries, unsent }, { cursor, direction, limit });
}

async function shown({ searchedTo }: Merged, places: MergedRow[]) {
  return {
    rows: await readRows(places),
    searchedTo: searchedTo === null ? null : new Date(searchedTo).toISOString(),
  };
}

/** What has been deleted since it was found is left out. */
async function readRows(places: MergedRow[]): Promise<LogRow[]> {
  const idsOf = (wanted: MergedRow["kind"]) =>
    places.flatMap(({ kind, id }) => (kind === wanted ? [id] : []));
  const [deliveries, unsent] = await Promise.all([
    readDeliveries(idsOf("delivery")),
    readUnsent(idsOf("unsent")),
  ]);
  return places.flatMap(({ kind, id }): LogRow[] => {
    if (kind === "delivery") {
      const delivery = deliveries.get(id);
      return delivery ? [{ kind, id: delivery.deliveryID, delivery }] : [];
    }
    const event = unsent.get(id);
    return event ? [{ kind, id, event }] : [];
  });
}

async function readDeliveries(ids: string[]): Promise<Map<string, DeliveryView>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool().query<DeliveryRow>(
    `select ${deliveryColumns} where delivery.id = any ($1::bigint[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, deliveryView(row)]));
}
