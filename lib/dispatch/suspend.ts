import type pg from "pg";
import { settingsChannel } from "@/lib/db/locks";
import { log } from "@/lib/log";
import type { FinishedCall } from "./held-delivery";

const suspendStatement = `
with gone as (
  update endpoint
  set state = 'suspended', state_reason = 'It answered 410 Gone.', state_changed_at = now()
  where id = any($1::int[]) and state <> 'suspended'
  returning id
)
select id, pg_notify($2, '') from gone`;

/** Suspends the endpoints that answered 410 and tells every dispatcher; their deliveries stay pending. */
export async function suspendGone(pool: pg.Pool, calls: FinishedCall[]): Promise<void> {
  const gone = calls.filter((call) => call.record.statusCode === 410).map((call) => call.held.endpointId);
  if (gone.length === 0) return;
  const { rows } = await pool.query<{ id: number }>(suspendStatement, [[...new Set(gone)], settingsChannel]);
  for (const { id } of rows) log.warn({ event: "endpoint.suspended", endpointId: id, reason: "410 Gone" });
}
