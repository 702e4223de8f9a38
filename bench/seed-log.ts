import { createHash } from "node:crypto";
import type pg from "pg";
import { connect } from "@/lib/db/connect";
import { recount } from "@/lib/stats/recount";
import { requestParts } from "./seed";

/** URLs of one event type over all the time, and how many of them are entered at once: every so often they were replaced. */
const urlsPerType = 20;
const urlsAtOnce = 5;
const types = ["created", "updated", "deleted"] as const;
const seededDays = 30;

/** What a log seeded by `seedLog` holds, for whoever measures it. */
type SeededLog = { deliveries: number; events: number };

/** Crockford's base32 of 50 bits of milliseconds, as an event's id begins with. */
const ulidTime = (ms: string) =>
  Array.from(
    { length: 10 },
    (_, n) => `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((${ms} >> ${45 - 5 * n}) & 31)::int + 1, 1)`,
  ).join(" || ");

/** When event n of $3 happened: evenly over the days. */
const momentOf = `(now() - interval '${seededDays} d' + n * (interval '${seededDays} d' / $3::float8))::timestamptz(3)`;

/** One event in 32 was sent to nobody. Parameters: the first n, the last, how many there are. */
const eventsStatement = `
insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at, expected)
select 'evt_' || ${ulidTime("ms")} || lpad(n::text, 16, '0'), (array['created', 'updated', 'deleted'])[1 + n % 3]::event_type,
  (array['leave', 'training-request', 'purchase', 'invoice-approval'])[1 + n / 3 % 4] || '-' || n / 3,
  (array['Leave', 'Training Request', 'Purchase', 'Invoice Approval'])[1 + n / 3 % 4],
  case when n % 32 <> 0 then 'dispatched' when n / 32 % 2 = 0 then 'no_urls' else 'switched_off' end::event_outcome, 'Ada Lovelace', at,
  case when n % 32 <> 0 then ${urlsAtOnce} else 0 end
from (
  select n, at, (extract(epoch from at) * 1000)::bigint as ms
  from generate_series($1::bigint, $2::bigint) as n cross join lateral (select ${momentOf} as at) as moment
) as made`;

/**
 * Of a thousand: 15 failed after ten attempts, 5 were cancelled, 2 delivered and resent in vain; half of the newest wait. The number
 * of an event stands in its id. Parameters as above, and the endpoints in the order of their types and times.
 */
const deliveriesStatement = `
with made as (
  select n, at, url, abs(hashint8(n * ${urlsAtOnce} + url)) % 1000 as luck, abs(hashint8(n * ${urlsAtOnce} + url + 1)) % 50 as cause,
    'evt_' || ${ulidTime("(extract(epoch from at) * 1000)::bigint")} || lpad(n::text, 16, '0') as event_id,
    ($4::int[])[1 + (n % 3) * ${urlsPerType} + ((n - 1) * ${urlsPerType / urlsAtOnce} / $3::bigint) * ${urlsAtOnce} + url] as endpoint_id
  from generate_series($1::bigint, $2::bigint) as n cross join generate_series(0, ${urlsAtOnce - 1}) as url
    cross join lateral (select ${momentOf} as at) as moment
  where n % 32 <> 0
), judged as (
  select *, case when n > $3::bigint * 0.998 and luck >= 500 then 'pending' when luck < 15 then 'failed' when luck < 20 then 'cancelled'
    else 'delivered' end::delivery_status as status,
    (case when luck between 22 and 999 and not (n > $3::bigint * 0.998 and luck >= 500) then 'delivered' when cause < 30 then 'http_error'
      when cause < 40 then 'timeout' when cause < 49 then 'connection_refused' else 'tls_error' end)::attempt_outcome as outcome
  from made
)
insert into delivery (event_id, endpoint_id, status, cancel_reason, fail_reason, attempts, next_at, created_at, done_at, last_outcome,
  last_status_code, last_total_ms)
select event_id, endpoint_id, status, case status when 'cancelled' then 'url_removed' end::cancel_reason,
  case status when 'failed' then 'schedule_used_up' end::fail_reason,
  case status when 'failed' then 10 when 'cancelled' then 0 when 'pending' then 1 else 1 + (luck % 20 = 0)::int + (luck in (20, 21))::int end,
  case status when 'pending' then now() + interval '1 h' else at end, at,
  case status when 'pending' then null when 'failed' then at + interval '9 h' else at + interval '80 ms' end,
  case status when 'cancelled' then null else outcome end,
  case when status = 'cancelled' then null when outcome = 'delivered' then 200 when outcome = 'http_error' then 500 + cause % 4 end,
  case status when 'cancelled' then null else 20 + luck end
from judged order by n, url`;

/** Every three events are those of one instance; the newest are there still. Parameter: how many events there are. */
const instancesStatement = `
with lived as (
  select instance_id, min(process_name) as process_name, count(*) filter (where event_type <> 'deleted') as version,
    min(occurred_at) as created_at, max(occurred_at) as ended_at, max(right(id, 16)::bigint) > $1::bigint * 0.998 as is_there
  from event group by instance_id
), present as (
  insert into instance (instance_id, process_name, status, fields, version, created_at, updated_at)
  select instance_id, process_name, 'open', '[]', version, created_at, ended_at from lived where is_there
)
insert into deleted_instance (instance_id, version, created_at, deleted_at)
select instance_id, version, created_at, ended_at from lived where not is_there`;

/**
 * Attempts of deliveries with these ids; the last has the delivery's own result, those before failed, but the one that delivered what
 * was resent in vain.
 */
const attemptsStatement = `
insert into attempt (delivery_id, number, dispatcher_id, outcome, started_at, finished_at, user_agent, webhook_timestamp,
  webhook_signature, status_code, response_headers, response_body, first_byte_ms, total_ms, cause)
select id, number, 1, outcome, started_at, started_at + total_ms * interval '1 ms', ${requestParts}, code,
  case when code is not null then E'content-type: text/plain\\ncontent-length: 2' end, case when code is not null then 'ok' end,
  total_ms - 1, total_ms, case when code is null then 'There was no answer.' else 'Answered ' || code || '.' end
from (
  select id, event_id, number, created_at + (number - 1) * interval '1 h' as started_at, last_total_ms as total_ms,
    case when number = attempts then last_outcome when status = 'delivered' and last_outcome <> 'delivered' then 'delivered'
      else 'http_error' end as outcome,
    case when number = attempts then last_status_code when status = 'delivered' and last_outcome <> 'delivered' then 200
      else 503 end as code
  from delivery cross join lateral generate_series(1, attempts) as number
  where id between $1::bigint and $2::bigint
) as made`;

const perStep = 50_000;

/**
 * Fills a migrated, empty database with a log as it would be after 30 days: about `deliveries` of them with their attempts, events
 * that were sent to nobody, URLs that came and went, and the stats counted. Indexes are made afterwards, as that takes less time.
 */
export async function seedLog(
  { url, pool }: { url: string; pool: pg.Pool },
  deliveries: number,
  progress: (line: string) => void = () => {},
): Promise<SeededLog> {
  const events = Math.ceil((deliveries / urlsAtOnce) * (32 / 31));
  const endpointIds = await addEndpoints(pool);
  const client = await connect(url, { limits: { statementMs: 0, idleInTransactionMs: 0 } });
  try {
    await client.query("set synchronous_commit = off");
    await client.query("set maintenance_work_mem = '512MB'");
    // What triggers would look up of a million rows is true by construction. Only a superuser may leave it out.
    await client.query(`select set_config('session_replication_role', 'replica', false)
      where current_setting('is_superuser')::bool`);
    const indexes = await dropIndexes(client);
    for (let from = 1; from <= events; from += perStep) {
      const step = [from, Math.min(from + perStep - 1, events), events];
      // Both derive an event's id from `now()`, which is one moment within a transaction.
      await client.query("begin");
      await client.query(eventsStatement, step);
      await client.query(deliveriesStatement, [...step, endpointIds]);
      await client.query("commit");
      progress(`seeded ${step[1]} of ${events} events`);
    }
    const { rows } = await client.query<{ last: number }>("select max(id)::int as last from delivery");
    const last = rows[0]?.last ?? 0;
    for (let from = 1; from <= last; from += perStep * 4) {
      await client.query(attemptsStatement, [from, from + perStep * 4 - 1]);
      progress(`seeded the attempts of ${Math.min(from + perStep * 4 - 1, last)} deliveries`);
    }
    for (const index of indexes) await client.query(index);
    await client.query(instancesStatement, [events]);
    await client.query("vacuum (analyze) event, delivery, attempt, instance, deleted_instance");
    progress("counting the stats");
    await recount(client);
    return { deliveries: last, events };
  } finally {
    await client.end();
  }
}

async function addEndpoints(pool: pg.Pool): Promise<number[]> {
  const ids: number[] = [];
  for (const type of types) {
    await pool.query("update event_switch set enabled = true where event_type = $1", [type]);
    for (let n = 0; n < urlsPerType; n += 1) {
      const url = `https://${n % 4 === 0 ? "erp" : `service-${n}`}.example.com/hooks/${type}?tenant=${n}`;
      const { rows } = await pool.query<{ id: number }>(
        "insert into endpoint (url, url_hash) values ($1, $2) returning id",
        [url, createHash("sha256").update(url).digest("hex")],
      );
      const id = rows[0]?.id ?? 0;
      ids.push(id);
      if (n < urlsPerType - urlsAtOnce) continue;
      await pool.query("insert into subscription (event_type, endpoint_id, position) values ($1, $2, $3)", [
        type,
        id,
        n,
      ]);
    }
  }
  return ids;
}

/** Drops what no constraint needs, and says how to make each again. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where schemaname = current_schema() and tablename in ('event', 'delivery', 'attempt')
       and not exists (select from pg_constraint where conname = indexname)`,
  );
  for (const { name } of rows) await client.query(`drop index "${name}"`);
  return rows.map(({ definition }) => definition);
}
