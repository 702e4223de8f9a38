import type pg from "pg";
import { afterAll, afterEach } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { openPool } from "@/lib/db/connect";
import { dueChannel } from "@/lib/db/locks";
import { urlHashOf } from "@/lib/db/url-hash";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { byEventType } from "@/lib/events/event-types";
import { newEventId } from "@/lib/ids";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";

/** Rows to send, and looks at the rows. All are removed after each test. */

const pools = new Map<string, pg.Pool>();

// Hooks run in reverse order: dispatchers, and a test file's own hooks, come first. Tables are emptied only when nothing writes to
// them any more.
afterEach(async () => {
  await database().query(
    `truncate attempt, delivery, event, subscription, endpoint, dispatcher, stats_entry, attempt_stats, attempt_minute_stats,
       delivery_stats, last_attempt, endpoint_state_change cascade`,
  );
  await database().query("update webhook_settings set ordered = false");
  await database().query("update event_switch set enabled = false");
});
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
});

/** A pool on the test file's database, or on another. */
export function database(url = config().databaseUrl): pg.Pool {
  const known = pools.get(url);
  if (known) return known;
  const pool = openPool(url, { max: 10, limits: { statementMs: 0 } });
  pools.set(url, pool);
  return pool;
}

/** An endpoint subscribed to `created`; its signing secret is sealed as in production. */
export async function addEndpoint(url: string, db = database()): Promise<number> {
  const urlHash = urlHashOf(url);
  const { rows } = await db.query<{ id: number }>(
    "insert into endpoint (url, url_hash) values ($1, $2) returning id",
    [url, urlHash],
  );
  const id = rows[0]?.id ?? 0;
  await db.query("update endpoint set secret = $2 where id = $1", [
    id,
    sealSecret(newSigningSecret(), id, config().appSecret),
  ]);
  await db.query("insert into subscription (event_type, endpoint_id, position) values ('created', $1, 0)", [
    id,
  ]);
  return id;
}

/** `count` events, each with a delivery to each of these endpoints, committed together; the events' ids. */
export async function addDeliveries(
  endpointIds: number[],
  count = 1,
  { hint = true, db = database(), processName = "Training Request" } = {},
): Promise<string[]> {
  const eventIds = Array.from({ length: count }, newEventId);
  await db.query(
    `with made as (
       insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
       select id, 'created', 'training-request-' || n, $3, 'dispatched', 'test'
       from unnest($1::text[]) with ordinality as new (id, n)
       returning id
     )
     insert into delivery (event_id, endpoint_id)
     select made.id, endpoint_id from made cross join unnest($2::int[]) as endpoint_id order by made.id`,
    [eventIds, endpointIds, processName],
  );
  if (hint) await db.query("select pg_notify($1, '')", [dueChannel]);
  return eventIds;
}

/** How many rows the condition finds. */
export async function count(table: string, where: string, db = database()): Promise<number> {
  const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`);
  return rows[0]?.n ?? 0;
}

/** Saves the settings without this endpoint's URL, as somebody does in the dialog; `created` is on until then. */
export async function removeUrl(endpointId: number): Promise<void> {
  await database().query("update event_switch set enabled = true where event_type = 'created'");
  const { rows } = await database().query<{ url: string }>("select url from endpoint where id = $1", [
    endpointId,
  ]);
  const webhooks = await readWebhooks(operator);
  const without = byEventType((type) => {
    const left = webhooks[type].urls.filter((url) => url !== rows[0]?.url);
    return { enabled: webhooks[type].enabled && left.length > 0, urls: left };
  });
  await replaceWebhooks(operator, { version: null, ...without });
}
