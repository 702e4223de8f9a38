import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { pause, until } from "../wait";

const old = 20_000;
const maxLockMs = 100;

/** Finished before RETENTION_DAYS; a third each delivered, failed and cancelled, with an attempt each. */
const seedOld = `
with event_made as (
  insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at)
  select 'evt_OLD' || n, 'created', 'old-' || n, 'Old', 'dispatched', 'test', now() - interval '3 days'
  from generate_series(1, $2::int) as n
  returning id
), delivery_made as (
  insert into delivery (event_id, endpoint_id, status, cancel_reason, fail_reason, attempts, created_at, done_at, next_at)
  select id, $1, status,
    case when status = 'cancelled' then 'url_removed'::cancel_reason end,
    case when status = 'failed' then 'schedule_used_up'::fail_reason end,
    1, now() - interval '3 days', now() - interval '2 days', now() - interval '3 days'
  from event_made cross join lateral (
    select (array['delivered', 'failed', 'cancelled'])[1 + ascii(right(id, 1)) % 3]::delivery_status as status
  ) as kind
  returning id
)
insert into attempt (delivery_id, number, outcome, started_at, finished_at)
select id, 1, 'http_error', now() - interval '2 days', now() - interval '2 days' from delivery_made`;

/** As old, but waiting for a retry that is due tomorrow. */
const seedWaiting = `
with event_made as (
  insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at)
  select 'evt_WAITING' || n, 'created', 'waiting-' || n, 'Waiting', 'dispatched', 'test', now() - interval '3 days'
  from generate_series(1, 500) as n
  returning id
)
insert into delivery (event_id, endpoint_id, attempts, created_at, next_at)
select id, $1, 5, now() - interval '3 days', now() + interval '1 day' from event_made`;

export const retention: Row = {
  number: 23,
  title: "retention deletes 20,000 old deliveries under load",
  must: "never a pending row; no lock > 100 ms",
  core: false,
  limitMs: 300_000,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const endpoints = await database.enable(["a", "b", "c"].map((name) => `${receiver.url}/${name}`));
    const [endpoint] = endpoints;
    if (!endpoint) throw new Error("No URL was added.");
    await database.pool.query(seedOld, [endpoint.id, old]);
    await database.pool.query(seedWaiting, [endpoint.id]);
    const left = () => database.count("delivery", "done_at < now() - interval '1 day'");
    await startDispatcher(stage, database, { env: { RETENTION_DAYS: "1" } });

    let over = false;
    const load = (async () => {
      while (!over) {
        await database.commit(endpoints, 20);
        await pause(50);
      }
    })();
    let maxWaitMs = 0;
    const watch = (async () => {
      while (!over) {
        const { rows } = await database.pool.query<{ ms: number | null }>(
          `select max(extract(epoch from clock_timestamp() - waitstart) * 1000)::float8 as ms
           from pg_locks where not granted and waitstart is not null
             and (database is null or database = (select oid from pg_database where datname = current_database()))`,
        );
        maxWaitMs = Math.max(maxWaitMs, rows[0]?.ms ?? 0);
        await pause(10);
      }
    })();
    // When the row fails before it waits for these, their end must not be one more failure.
    for (const one of [load, watch]) one.catch(() => {});
    const tookMs = await until(
      "the old deliveries are gone",
      async () => (await left()) === 0,
      240_000,
      200,
    ).finally(() => {
      over = true;
    });
    await Promise.all([load, watch]);
    await until(
      "the load is delivered",
      async () =>
        (await database.count("delivery", "done_at is null and event_id not like 'evt_WAITING%'")) === 0,
    );
    const waiting = await database.count("delivery", "event_id like 'evt_WAITING%' and status = 'pending'");
    // The seeded events are no part of what the load's events are judged by.
    await database.pool.query("delete from delivery where event_id like 'evt_WAITING%'");
    await database.pool.query(
      "delete from event where (id like 'evt_WAITING%' or id like 'evt_OLD%') and not exists (select from delivery where event_id = event.id)",
    );
    const counted = await database.judge(receiver);
    checks.counted(counted, 0);
    checks.holds(waiting === 500, `${500 - waiting} of 500 pending deliveries vanished.`);
    checks.holds(maxWaitMs <= maxLockMs, `Somebody waited ${Math.round(maxWaitMs)} ms for a lock.`);
    const orphans = await database.count(
      "attempt",
      "not exists (select from delivery where delivery.id = attempt.delivery_id)",
    );
    checks.holds(orphans === 0, `${orphans} attempts are left of deliveries that are gone.`);
    return {
      counted,
      figure: `${old} gone in ${(tookMs / 1_000).toFixed(1)} s beside ${counted.pairs} calls, longest lock wait ${Math.round(maxWaitMs)} ms`,
      violations: checks.violations,
    };
  },
};
