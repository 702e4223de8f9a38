import type { Queryable } from "@/lib/db/pool";
import { urlHashOf } from "@/lib/db/url-hash";
import { maxCounted } from "@/lib/stats/count";
import { coveringCancellation } from "./covering";
import type { Removal, WaitingFor } from "./view";

/** Deliveries of an endpoint that are scanned; those of other event types do not count. */
const maxScanned = 20_000;

const statement = `
select removal.event_type as "eventType", endpoint.url, least(counted.waiting, ${maxCounted})::int as waiting,
  counted.waiting > ${maxCounted} or counted.scanned > ${maxScanned} as "orMore"
from unnest($1::event_type[], $2::text[]) with ordinality as removal (event_type, url_hash, place)
  join endpoint on endpoint.url_hash = removal.url_hash
  cross join lateral (
    select count(*) as scanned, count(*) filter (where event.event_type = removal.event_type and ${coveringCancellation(
      "id",
      { delivery: "pending", eventType: "event.event_type" },
    )} is null) as waiting
    from (
      select id, event_id, endpoint_id, cancellation_id from delivery
      where endpoint_id = endpoint.id and done_at is null limit ${maxScanned + 1}
    ) as pending join event on event.id = pending.event_id
  ) as counted
where counted.waiting > 0
order by removal.place`;

/** What waits for each of these, where anything does; outside of any lock, and never counted to the last of very many. */
export async function countWaiting(db: Queryable, removals: readonly Removal[]): Promise<WaitingFor[]> {
  if (removals.length === 0) return [];
  const { rows } = await db.query<WaitingFor>(statement, [
    removals.map(({ eventType }) => eventType),
    removals.map(({ url }) => urlHashOf(url)),
  ]);
  return rows;
}
