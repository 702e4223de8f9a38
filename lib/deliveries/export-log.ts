import type { Actor } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { type ExportRecord, recordOfDelivery } from "./export-record";
import { listDeliveries } from "./list";
import type { DeliveryFilter } from "./schema";
import type { DeliveryView } from "./view";

/** So many rows are read at once: a few milliseconds of the event loop. */
const rowsAtOnce = 500;

/**
 * Everything in the log that matches, newest first, some rows at a time. Between them nothing is held, neither a transaction nor
 * a connection; each row is as it was when its page was read, and what is recorded meanwhile is not among them.
 * @param actorNow the user as the database has them now; asked before each page
 * @throws ForbiddenError, and what `actorNow` throws
 */
export async function* exportLog(
  actorNow: () => Promise<Actor>,
  filter: DeliveryFilter,
): AsyncGenerator<ExportRecord[]> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { items, nextCursor } = await listDeliveries(await actorNow(), {
      ...filter,
      limit: rowsAtOnce,
      ...(cursor ? { cursor } : {}),
    });
    const lastAttempts = await lastAttemptsOf(items);
    yield items.map((one) => recordOfDelivery(one, lastAttempts.get(one.deliveryID) ?? null));
    cursor = nextCursor;
  }
}

/** When the last attempt on record of each began. */
async function lastAttemptsOf(deliveries: DeliveryView[]): Promise<Map<string, string>> {
  const { rows } = await pool().query<{ id: string; started_at: Date }>({
    name: "last-attempts",
    text: `select 'dlv_' || attempt.delivery_id as id, attempt.started_at
           from unnest($1::bigint[], $2::smallint[]) as last (id, number)
             join attempt on attempt.delivery_id = last.id and attempt.number = last.number`,
    values: [
      deliveries.map(({ deliveryID }) => deliveryID.replace("dlv_", "")),
      deliveries.map(({ attemptCount }) => attemptCount),
    ],
  });
  return new Map(rows.map(({ id, started_at }) => [id, started_at.toISOString()]));
}
