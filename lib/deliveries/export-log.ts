import type { Actor } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { type ExportRecord, recordOfDelivery, recordOfUnsent } from "./export-record";
import { listLog } from "./list-log";
import type { LogCursor } from "./log-cursor";
import { type LogFilter, withoutPeriod } from "./log-filter";
import type { WalkLimits } from "./log-walk";
import type { DeliveryView, LogRow } from "./view";

/** So many rows are read at once: a few milliseconds of the event loop. */
const rowsAtOnce = 500;
/** How many candidates are looked at for a page; where too few match, the next page goes on from there. Nobody waits for one. */
const limits: WalkLimits = { steps: [2_000, 20_000], maxMs: Number.POSITIVE_INFINITY };

/**
 * Everything in the log that matches, newest first, some rows at a time. Between them nothing is held, neither a transaction nor
 * a connection; each row is as it was when its page was read, and what is recorded meanwhile is not among them.
 * @param actorNow the user as the database has them now; asked before each page
 * @throws ForbiddenError, and what `actorNow` throws
 */
export async function* exportLog(
  actorNow: () => Promise<Actor>,
  given: LogFilter,
): AsyncGenerator<ExportRecord[]> {
  // The last hour, say, stays the same hour however long the export takes.
  const filter = withoutPeriod(given, Date.now());
  let cursor: LogCursor | null = null;
  for (;;) {
    const page = await listLog(await actorNow(), { filter, limit: rowsAtOnce, cursor, limits });
    if (page.rows.length > 0) yield await recordsOf(page.rows);
    if (!page.hasOlder) return;
    cursor = page.bottom;
  }
}

async function recordsOf(rows: LogRow[]): Promise<ExportRecord[]> {
  const lastAttempts = await lastAttemptsOf(
    rows.flatMap((row) => (row.kind === "delivery" ? [row.delivery] : [])),
  );
  return rows.map((row) =>
    row.kind === "delivery"
      ? recordOfDelivery(row.delivery, lastAttempts.get(row.id) ?? null)
      : recordOfUnsent(row.event),
  );
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
