import type pg from "pg";
import { dueChannel, hintStatement } from "@/lib/db/locks";

type Queryable = Pick<pg.Pool, "query">;

/** Event ids and instances carry the number by which the receiver tells calls apart. */
const eventId = "'evt_' || lpad(n::text, 26, '0')";

const made = `made as (
  insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
  select ${eventId}, 'created', 'training-request-' || n, 'Training Request', 'dispatched', 'bench'
  from generate_series($1::int, $1::int + $2::int - 1) as n
)`;
const added = `insert into delivery (event_id, endpoint_id)
select ${eventId}, ($3::int[])[1 + n % cardinality($3::int[])]
from generate_series($1::int, $1::int + $2::int - 1) as n`;
const hinted = `with ${made}, added as (${added} returning endpoint_id)
select pg_notify($4, string_agg(distinct endpoint_id::text, ',')) from added`;

type NewDeliveries = { from: number; count: number; endpointIds: number[] };

/** Adds events numbered from `from`, each with a delivery due now, to these endpoints in turn. */
export async function addDeliveries(
  db: Queryable,
  { from, count, endpointIds }: NewDeliveries,
): Promise<void> {
  await db.query({ name: "add", text: `with ${made} ${added}`, values: [from, count, endpointIds] });
}

/** The same, and the hint goes with the commit, as the product's does after a pause of 10 ms (docs/decisions/0025). */
export async function addHintedDeliveries(
  db: Queryable,
  { from, count, endpointIds }: NewDeliveries,
): Promise<void> {
  await db.query({ name: "add-hinted", text: hinted, values: [from, count, endpointIds, dueChannel] });
}

/** The hint that something is due, for whichever endpoint. */
export async function hint(db: Queryable): Promise<void> {
  await db.query({ name: "hint", text: hintStatement, values: [dueChannel, ""] });
}

const answeredWith = `E'content-type: text/plain\\ncontent-length: 2'`;
/** `user_agent`, `webhook_timestamp` and `webhook_signature` of an attempt. */
export const requestParts =
  "'Callboard/1.0.0', 1795507400, 'v1,H4LdDr45UXZcaB/IAFMPKxn3H03P05fYrVkDUsmcw3o='";

/** Deliveries of one finished event: the most URLs an event type can have. */
const finishedPerEvent = 20;

/** Adds about `count` deliveries that were delivered during the last days, each with its attempt as the dispatcher records it. */
export async function addFinished(
  pool: pg.Pool,
  { from, count, endpointIds }: { from: number; count: number; endpointIds: number[] },
): Promise<void> {
  const events = Math.ceil(count / finishedPerEvent);
  const client = await pool.connect();
  try {
    await client.query("begin");
    // What triggers would look up of a million rows is true by construction. Only a superuser may leave it out.
    await client.query(`select set_config('session_replication_role', 'replica', true)
      where current_setting('is_superuser')::bool`);
    await client.query(
      `insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at)
       select ${eventId}, 'created', 'training-request-' || n, 'Training Request', 'dispatched', 'bench',
         now() - interval '5 days' + (n - $1::int) * interval '5 s'
       from generate_series($1::int, $1::int + $2::int - 1) as n`,
      [from, events],
    );
    await client.query(
      `with finished as (
         insert into delivery (event_id, endpoint_id, status, attempts, created_at, next_at, done_at, last_outcome,
           last_status_code, last_total_ms)
         select ${eventId}, ($3::int[])[1 + (n + url) % cardinality($3::int[])], 'delivered', 1, at, at, at, 'delivered', 200, 1.5
         from generate_series($1::int, $1::int + $2::int - 1) as n
           cross join generate_series(1, $4::int) as url
           cross join lateral (select now() - interval '5 days' + (n - $1::int) * interval '5 s' as at) as moment
         returning id as n, done_at
       )
       insert into attempt (delivery_id, number, dispatcher_id, outcome, started_at, finished_at, user_agent, webhook_timestamp,
         webhook_signature, status_code, response_headers, response_body, first_byte_ms, total_ms, cause)
       select n, 1, 1, 'delivered', done_at, done_at, ${requestParts}, 200, ${answeredWith}, 'ok', 1.2, 1.5, 'Answered 200.'
       from finished`,
      [from, events, endpointIds, finishedPerEvent],
    );
    await client.query("commit");
  } finally {
    client.release();
  }
  await pool.query("vacuum (analyze) event, delivery, attempt");
}
