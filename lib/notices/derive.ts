import type pg from "pg";
import { halfHourOf } from "@/lib/stats/half-hour";
import { deriveCertificateNotices } from "./derive-certificates";
import { judgeChanges, type LastNotice, type NewNotice, type StateChange } from "./judge-changes";

const maxChanges = 500;
/** What is given up of an endpoint is told once in this time. */
const gatherMinutes = 30;

/** Looks a day back, for ids of different endpoints may commit out of order. A change is written long before that. */
const changesStatement = `
select id::text, endpoint_id as "endpointId", from_state as "from", to_state as "to", reason, changed_by as "by",
  (extract(epoch from at) * 1000)::float8 as "atMs"
from endpoint_state_change as change
where at > now() - interval '1 d' and not exists (select from noticed_change where change_id = change.id)
order by id limit ${maxChanges}`;

const lastStatement = `
select endpoint_id as "endpointId", kind, (extract(epoch from at) * 1000)::float8 as "atMs"
from unnest($1::int[]) as asked (id) cross join lateral (
  select * from notice where endpoint_id = asked.id and kind in ('failing', 'probed', 'suspended', 'resumed', 'recovered') order by id desc limit 1
) as last`;

const insertStatement = `
with handled as (
  insert into noticed_change (change_id) select unnest($1::bigint[]) on conflict do nothing
)
insert into notice (kind, endpoint_id, at, reason, by_name)
select kind::notice_kind, endpoint_id, to_timestamp(at_ms / 1000), reason, by_name
from unnest($2::text[], $3::int[], $4::float8[], $5::text[], $6::text[])
  with ordinality as new (kind, endpoint_id, at_ms, reason, by_name, place)
order by place`;

/**
 * What the stats count beyond what was told. Half hours from before the stats were counted anew are no news, nor is what is older
 * than a day.
 */
const givenUpStatement = `
with grown as materialized (
  select stats.half_hour, stats.endpoint_id, stats.failed, stats.failed - coalesce(noticed.failed, 0) as more
  from (
    select half_hour, endpoint_id, sum(failed)::int as failed from delivery_stats
    where failed > 0 and half_hour >= greatest(
      now() - interval '1 d', (select ${halfHourOf("recounted_at")} from stats_state where recounted_at is not null))
    group by 1, 2
  ) as stats left join noticed_failures as noticed using (half_hour, endpoint_id)
  where stats.failed > coalesce(noticed.failed, 0)
    and exists (select from stats_state where recounted_at is not null)
), inserted as (
  insert into notice (kind, endpoint_id, deliveries)
  select 'given_up', endpoint_id, sum(more) from grown
  where not exists (
    select from notice
    where notice.endpoint_id = grown.endpoint_id and kind = 'given_up' and at > now() - interval '${gatherMinutes} min'
  )
  group by endpoint_id order by endpoint_id
  returning endpoint_id
), noted as (
  insert into noticed_failures (half_hour, endpoint_id, failed)
  select half_hour, endpoint_id, failed from grown where endpoint_id in (select endpoint_id from inserted)
  on conflict (half_hour, endpoint_id) do update set failed = excluded.failed
)
select from inserted`;

/** What is to be posted, where an administrator has given a URL. */
const queueStatement = `
with queued as (
  insert into notice_post (notice_id)
  select notice.id from notice join notice_webhook on url is not null and notice.id > queued_to
  on conflict do nothing returning notice_id
)
update notice_webhook set queued_to = newest.id
from (select max(notice_id) as id from queued) as newest
where newest.id is not null`;

/**
 * Makes notices of what happened since the last time, in one transaction (docs/decisions/0049).
 * @param session holds `noticesLock`: one process at a time makes notices
 * @returns how many were made
 */
export async function deriveNotices(session: pg.ClientBase): Promise<number> {
  await session.query("begin");
  try {
    const changes = await deriveChangeNotices(session);
    const { rowCount } = await session.query(givenUpStatement);
    const made = changes + (rowCount ?? 0) + (await deriveCertificateNotices(session));
    await session.query(queueStatement);
    await session.query("commit");
    return made;
  } catch (error) {
    await session.query("rollback").catch(() => undefined);
    throw error;
  }
}

async function deriveChangeNotices(session: pg.ClientBase): Promise<number> {
  const { rows: changes } = await session.query<StateChange>(changesStatement);
  if (changes.length === 0) return 0;
  const endpointIds = [...new Set(changes.map(({ endpointId }) => endpointId))];
  const { rows } = await session.query<LastNotice & { endpointId: number }>(lastStatement, [endpointIds]);
  const notices = judgeChanges(changes, new Map(rows.map((row) => [row.endpointId, row])));
  const column = <K extends keyof NewNotice>(name: K) => notices.map((notice) => notice[name]);
  await session.query(insertStatement, [
    changes.map(({ id }) => id),
    column("kind"),
    column("endpointId"),
    column("atMs"),
    column("reason"),
    column("by"),
  ]);
  return notices.length;
}
