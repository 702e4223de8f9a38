import type { Tx } from "@/lib/db/pool";
import { urlHashOf } from "@/lib/db/url-hash";
import type { NewEndpoint } from "@/lib/endpoints/new-endpoints";
import { type EventType, eventTypes } from "@/lib/events/event-types";
import type { Lines } from "./checked-lines";

/** A URL that was used before keeps its endpoint, and so its secret. */
const saveStatement = `
with switched as (
  update event_switch set enabled = input.enabled
  from unnest($1::event_type[], $2::bool[]) as input (event_type, enabled)
  where event_switch.event_type = input.event_type and event_switch.enabled <> input.enabled
), added as (
  insert into endpoint (id, url, url_hash, secret)
  select id, url, url_hash, secret from unnest($6::int[], $7::text[], $8::text[], $9::bytea[]) as new (id, url, url_hash, secret)
  on conflict (url_hash) do nothing
  returning id, url_hash
), desired as materialized (
  select input.event_type, coalesce(endpoint.id, added.id) as endpoint_id, input.position
  from unnest($3::event_type[], $4::text[], $5::int[]) as input (event_type, url_hash, position)
    left join endpoint on endpoint.url_hash = input.url_hash
    left join added on added.url_hash = input.url_hash
), removed as (
  delete from subscription where not exists (
    select from desired where desired.event_type = subscription.event_type and desired.endpoint_id = subscription.endpoint_id
  )
)
insert into subscription (event_type, endpoint_id, position)
select event_type, endpoint_id, position from desired
on conflict (event_type, endpoint_id) do update set position = excluded.position
where subscription.position <> excluded.position`;

/** Stores the switches and which URL is entered for which event type, in one statement however many there are. */
export async function saveSubscriptions(
  tx: Tx,
  enabled: Record<EventType, boolean>,
  lines: Lines,
  endpoints: readonly NewEndpoint[],
): Promise<void> {
  const desired = eventTypes.flatMap((type) =>
    lines[type].map(({ url }, position) => ({ type, urlHash: urlHashOf(url), position })),
  );
  await tx.query(saveStatement, [
    eventTypes,
    eventTypes.map((type) => enabled[type]),
    desired.map(({ type }) => type),
    desired.map(({ urlHash }) => urlHash),
    desired.map(({ position }) => position),
    endpoints.map(({ id }) => id),
    endpoints.map(({ url }) => url),
    endpoints.map(({ urlHash }) => urlHash),
    endpoints.map(({ secret }) => secret),
  ]);
}
