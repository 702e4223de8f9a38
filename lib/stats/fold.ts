import type { Queryable } from "@/lib/db/pool";
import { halfHourOf, keptDays, keptMinutes } from "./half-hour";
import { withStatsLock } from "./lock";
import { elementsOf } from "./tallies";

/** Entries folded by one statement, so that none takes long. */
const maxEntries = 2_000;

/**
 * Adds entries to the stats and deletes them, in one statement: a reader of both sees each result once. It locks rows in the order
 * of their keys. Parameters: the id after which to begin, how many entries.
 */
const foldStatement = `
with drained as materialized (
  delete from stats_entry
  where id = any (array(select id from stats_entry where id > $1::bigint order by id limit $2::int))
  returning *
), element as materialized (${elementsOf("drained")}
), attempts as (
  insert into attempt_stats (endpoint_id, half_hour, outcome, status_code, latency, attempts)
  select endpoint_id, half_hour, outcome, status_code, latency, count(*) from element where attempted
  group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
  on conflict (endpoint_id, half_hour, outcome, status_code, latency) do update
  set attempts = attempt_stats.attempts + excluded.attempts
), minutes as (
  insert into attempt_minute_stats (endpoint_id, minute, outcome, status_code, latency, attempts)
  select endpoint_id, minute, outcome, status_code, latency, count(*) from element
  where attempted and minute >= now() - interval '${keptMinutes} min'
  group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
  on conflict (endpoint_id, minute, outcome, status_code, latency) do update
  set attempts = attempt_minute_stats.attempts + excluded.attempts
), deliveries as (
  insert into delivery_stats (half_hour, endpoint_id, event_type, delivered, failed)
  select half_hour, endpoint_id, event_type, count(*) filter (where attempted and outcome = 'delivered'), count(*) filter (where failed)
  from element where failed or outcome = 'delivered'
  group by 1, 2, 3 order by 1, 2, 3
  on conflict (half_hour, endpoint_id, event_type) do update
  set delivered = delivery_stats.delivered + excluded.delivered, failed = delivery_stats.failed + excluded.failed
), last as (
  insert into last_attempt (endpoint_id, delivery_id, number)
  select distinct on (endpoint_id) endpoint_id, delivery_id, number from element where attempted
  order by endpoint_id, entry_id desc, place desc
  on conflict (endpoint_id) do update set delivery_id = excluded.delivery_id, number = excluded.number
)
select count(*)::int as entries, max(id)::text as "lastId",
  pg_snapshot_xmin(pg_current_snapshot())::text as "oldestRunning", pg_snapshot_xmax(pg_current_snapshot())::text as "nextToRun"
from drained`;

const pruneStatement = `
with old as (
  select attempt_stats.ctid from endpoint cross join lateral (
    select ctid from attempt_stats where endpoint_id = endpoint.id and half_hour < $1::timestamptz limit $2::int
  ) as attempt_stats
  limit $2::int
), deleted as (
  delete from attempt_stats where ctid = any (array(select ctid from old)) returning 1
), old_minutes as (
  select attempt_minute_stats.ctid from endpoint cross join lateral (
    select ctid from attempt_minute_stats
    where endpoint_id = endpoint.id and minute < now() - interval '${keptMinutes} min' limit $2::int
  ) as attempt_minute_stats
  limit $2::int
), deleted_minutes as (
  delete from attempt_minute_stats where ctid = any (array(select ctid from old_minutes)) returning 1
), deleted_deliveries as (
  delete from delivery_stats where half_hour < $1::timestamptz
)
select greatest((select count(*) from deleted), (select count(*) from deleted_minutes))::int as deleted`;

type Folded = { entries: number; lastId: string | null; oldestRunning: string; nextToRun: string };

/** Ids up to `id` may still be committed by transactions before `xid`. */
type Watermark = { id: string; xid: bigint };

/** Where unfolded entries begin, as far as this process knows. */
type FoldPosition = {
  after: string;
  saved: string;
  candidate: Watermark | null;
  prunedFor: string | null;
};

export const newPosition = (): FoldPosition => ({ after: "0", saved: "0", candidate: null, prunedFor: null });

/**
 * Folds all entries into the stats, from the first id on that is not known to be folded (docs/decisions/0036).
 * @param session one connection, not a pool: it holds an advisory lock meanwhile
 * @returns how many entries were folded; null when another process folds
 */
export async function fold(session: Queryable, position: FoldPosition): Promise<number | null> {
  return await withStatsLock(session, async () => {
    let folded = 0;
    for (;;) {
      const { rows } = await session.query<Folded>(foldStatement, [position.after, maxEntries]);
      const [step] = rows;
      if (!step) throw new Error("The fold gave no answer.");
      folded += step.entries;
      if (step.entries === maxEntries) continue;
      await advance(session, position, step);
      return folded;
    }
  });
}

async function advance(session: Queryable, position: FoldPosition, step: Folded): Promise<void> {
  const { candidate } = position;
  if (candidate && BigInt(step.oldestRunning) >= candidate.xid) {
    position.after = candidate.id;
    position.candidate = null;
  }
  if (!position.candidate && step.lastId !== null && BigInt(step.lastId) > BigInt(position.after)) {
    position.candidate = { id: step.lastId, xid: BigInt(step.nextToRun) };
  }
  // Not at every step: each update is one more version of the row.
  if (BigInt(position.after) - BigInt(position.saved) < 1_000n) return;
  await session.query("update stats_state set folded_to = greatest(folded_to, $1::bigint)", [position.after]);
  position.saved = position.after;
}

/**
 * Deletes stats that no screen shows any more, in steps. Does nothing when it ran in this half hour already, or when another
 * process holds the lock.
 */
export async function pruneStats(session: Queryable, position: FoldPosition): Promise<void> {
  const { rows } = await session.query<{ now: string; before: string }>(
    `select ${halfHourOf("now()")}::text as now, (${halfHourOf("now()")} - interval '${keptDays} d')::text as before`,
  );
  const { now, before } = rows[0] ?? {};
  if (now === undefined || now === position.prunedFor) return;
  const done = await withStatsLock(session, async () => {
    for (;;) {
      const { rows } = await session.query<{ deleted: number }>(pruneStatement, [before, maxEntries]);
      if ((rows[0]?.deleted ?? 0) < maxEntries) return true;
    }
  });
  if (done) position.prunedFor = now;
}
