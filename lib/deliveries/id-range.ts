import type { Pool } from "pg";

/** Ids of deliveries: greater than `after`, at most `until`; bigints as texts. */
export type IdRange = { after: string; until: string };

/** How long a transaction that records events can take at the very most; statements end after 4 seconds. */
const margin = "interval '1 min'";

/** Enough events that hardly ever all of them were sent nowhere; then the range is only wider than need be. */
const maxEvents = 100;

/**
 * Where deliveries recorded from `from` (inclusive) to `to` (exclusive) can be, so that a walk along the primary key need not
 * begin at the first delivery or end at the last. A delivery gets its id while the transaction that makes it runs, and `created_at`
 * is when that began: what began more than a minute earlier or later has a smaller or a larger id. Events that were sent later
 * (docs/decisions/0048) have younger deliveries than their time says.
 */
export async function idRange(
  db: Pick<Pool, "query">,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<IdRange> {
  const { rows } = await db.query<IdRange>(
    `select
       coalesce((
         select max(delivery.id) from delivery where event_id in (
           select id from event where occurred_at < $1::timestamptz - ${margin} order by occurred_at desc limit ${maxEvents}
         ) and created_at < $1::timestamptz - ${margin}
       ), 0)::text as after,
       coalesce((
         select min(delivery.id) from delivery where event_id in (
           select id from event where occurred_at >= $2::timestamptz + ${margin} order by occurred_at limit ${maxEvents}
         )
       ), (select max(id) from delivery), 0)::text as until`,
    [from ?? null, to ?? null],
  );
  return rows[0] ?? { after: "0", until: "0" };
}
