import { expect, onTestFinished, test, vi } from "vitest";
import { config } from "@/lib/config";
import { retentionLock } from "@/lib/db/locks";
import { openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import { type Pruned, prune } from "./prune";
import { startRetention } from "./retention";

const days = 30;

async function pruneNow(signal?: AbortSignal): Promise<Pruned | null> {
  const session = await database().connect();
  try {
    return await prune(session, signal ? { days, signal } : { days });
  } finally {
    session.release();
  }
}

/** Makes everything there is so far this old, deliveries finished right away if they finished. */
async function age(daysOld: number): Promise<void> {
  await database().query(
    `update delivery set created_at = now() - make_interval(days => $1), next_at = now() - make_interval(days => $1),
       done_at = done_at - make_interval(days => $1)`,
    [daysOld],
  );
  await database().query("update event set occurred_at = now() - make_interval(days => $1)", [daysOld]);
}

async function finish(status: "delivered" | "failed" | "cancelled", where: string): Promise<void> {
  await database().query(
    `update delivery set status = $1, done_at = now(), attempts = 1,
       cancel_reason = case when $1::delivery_status = 'cancelled' then 'url_removed'::cancel_reason end
     where ${where}`,
    [status],
  );
  await database().query(
    "insert into attempt (delivery_id, number, outcome) select id, 1, 'delivered' from delivery on conflict do nothing",
  );
}

const suspend = (endpointId: number, daysAgo = 0) =>
  database().query(
    "update endpoint set state = 'suspended', state_changed_at = now() - make_interval(days => $2) where id = $1",
    [endpointId, daysAgo],
  );

test("a bulk resend that ended before the cut-off goes; one that runs stays, however old", async () => {
  await database().query(
    `insert into resend_job (state, status, after_id, until_id, settings_version, count, started_by, started_at, finished_at)
     select state::job_state, 'failed', 0, 0, 1, 1, 'Ada', now() - make_interval(days => old), now() - make_interval(days => ended)
     from (values ('done', 40, 31), ('cancelled', 40, 31), ('done', 40, 29), ('running', 40, null)) as job (state, old, ended)`,
  );
  await pruneNow();
  expect(await count("resend_job", "true")).toBe(2);
  expect(await count("resend_job", "state = 'running' or finished_at > now() - interval '30 days'")).toBe(2);
  await database().query("truncate resend_job");
});

test("what finished before the cut-off goes with its attempts and its event; all else stays", async () => {
  const [one, other] = [
    await addEndpoint("https://a.example.com/"),
    await addEndpoint("https://b.example.com/"),
  ];
  await addDeliveries([one], 700, { hint: false });
  await finish("delivered", "id % 3 = 0");
  await finish("failed", "id % 3 = 1");
  await finish("cancelled", "id % 3 = 2");
  await addDeliveries([one, other], 1, { hint: false });
  await finish("delivered", `endpoint_id = ${other}`);
  await age(31);
  await addDeliveries([one], 2, { hint: false });
  await finish("delivered", "created_at > now() - interval '1 day'");
  await addDeliveries([one], 1, { hint: false });

  expect(await pruneNow()).toEqual({ deliveries: 701, events: 700, expired: 0 });
  // Pending, however old, and younger than the cut-off.
  expect(await count("delivery", "status = 'pending'")).toBe(2);
  expect(await count("delivery", "status = 'delivered'")).toBe(2);
  expect(await count("attempt", "not exists (select from delivery where id = delivery_id)")).toBe(0);
  expect(await count("event", "true")).toBe(4);
  expect(await pruneNow()).toEqual({ deliveries: 0, events: 0, expired: 0 });
});

test("an old delivery that finished lately is kept as long as any other", async () => {
  await addDeliveries([await addEndpoint("https://a.example.com/")], 1, { hint: false });
  await age(33);
  await finish("failed", "true");
  expect(await pruneNow()).toEqual({ deliveries: 0, events: 0, expired: 0 });
});

test("events that were never sent go when they are old", async () => {
  const insert = `insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at)
    select 'evt_' || $1 || n, 'created', 'a-' || n, 'A', 'no_urls', 'test', now() - make_interval(days => $2)
    from generate_series(1, 120) as n`;
  await database().query(insert, ["old", 31]);
  await database().query(insert, ["new", 29]);
  expect(await pruneNow()).toEqual({ deliveries: 0, events: 120, expired: 0 });
  expect(await count("event", "id like 'evt_new%'")).toBe(120);
});

test("what has waited too long for a suspended endpoint fails as expired, nothing else that is pending", async () => {
  const [gone, well] = [
    await addEndpoint("https://a.example.com/"),
    await addEndpoint("https://b.example.com/"),
  ];
  await addDeliveries([gone, well], 60, { hint: false });
  await suspend(gone, 31);
  await age(31);
  // A call is under way: whoever makes it gives its result, or is released, first.
  await openAttempts(database(), 1, `id = (select min(id) from delivery where endpoint_id = ${gone})`);
  await addDeliveries([gone], 3, { hint: false });

  expect(await pruneNow()).toEqual({ deliveries: 0, events: 0, expired: 59 });
  expect(
    await count("delivery", `endpoint_id = ${gone} and status = 'failed' and fail_reason = 'expired'`),
  ).toBe(59);
  expect(await count("delivery", "done_at > now() - interval '1 minute'")).toBe(59);
  expect(await count("delivery", `endpoint_id = ${well} and status = 'pending'`)).toBe(60);
  expect(await count("delivery", `endpoint_id = ${gone} and status = 'pending'`)).toBe(4);
});

test("what counts is how long it waited for the suspended endpoint, not how old it is", async () => {
  const [justSuspended, suspended] = [
    await addEndpoint("https://a.example.com/"),
    await addEndpoint("https://b.example.com/"),
  ];
  await addDeliveries([justSuspended, suspended], 3, { hint: false });
  await age(31);
  await suspend(justSuspended);
  await suspend(suspended, 40);
  // One was between two attempts until yesterday.
  await database().query(
    "update delivery set next_at = now() - interval '1 d' where id = (select min(id) from delivery where endpoint_id = $1)",
    [suspended],
  );
  expect(await pruneNow()).toEqual({ deliveries: 0, events: 0, expired: 2 });
  expect(await count("delivery", `endpoint_id = ${justSuspended} and status = 'pending'`)).toBe(3);
});

test("a row that somebody has locked is left for the next run and holds nobody up", async () => {
  await addDeliveries([await addEndpoint("https://a.example.com/")], 3, { hint: false });
  await finish("delivered", "true");
  await age(31);
  const other = await database().connect();
  await other.query("begin");
  await other.query("select from delivery where id = (select min(id) from delivery) for update");
  expect(await pruneNow()).toEqual({ deliveries: 2, events: 2, expired: 0 });
  await other.query("commit");
  other.release();
  expect(await pruneNow()).toEqual({ deliveries: 1, events: 1, expired: 0 });
});

test("one prunes at a time; who is asked to stop does so between two steps", async () => {
  await addDeliveries([await addEndpoint("https://a.example.com/")], 200, { hint: false });
  await finish("delivered", "true");
  await age(31);
  const other = await database().connect();
  await other.query("select pg_advisory_lock($1)", [retentionLock]);
  expect(await pruneNow()).toBeNull();
  await other.query("select pg_advisory_unlock($1)", [retentionLock]);
  other.release();
  expect(await pruneNow(AbortSignal.abort())).toEqual({ deliveries: 0, events: 0, expired: 0 });
  expect(await count("delivery", "true")).toBe(200);
});

test("a step grows while steps are quick, to 500 rows at most, and shrinks while they are slow, to 50 at least", async () => {
  await addDeliveries([], 4_000, { hint: false });
  await age(31);
  const clock = { nowMs: 0, stepMs: 0 };
  const now = vi.spyOn(performance, "now").mockImplementation(() => clock.nowMs);
  onTestFinished(() => now.mockRestore());
  const session = await database().connect();
  onTestFinished(() => session.release());
  const limits: unknown[] = [];
  const watched = {
    query: async (...[statement, values]: Parameters<typeof session.query>) => {
      const answer = await session.query(statement, values);
      if (!String(statement).includes("occurred_at >= $1")) return answer;
      limits.push((values as unknown[])[2]);
      // Six quick steps, then slow ones.
      clock.nowMs += limits.length > 6 ? 41 : 0;
      return answer;
    },
  } as unknown as Parameters<typeof prune>[0];
  await prune(watched, { days });
  expect(limits.slice(0, 12)).toEqual([50, 100, 200, 400, 500, 500, 500, 250, 125, 62, 50, 50]);
});

test("it prunes after the start and again, also after the database was away, and stops when asked", async () => {
  const away = startRetention({
    databaseUrl: "postgresql://127.0.0.1:1/none",
    days,
    firstAfterMs: 1,
    everyMs: 1,
  });
  const retention = startRetention({ databaseUrl: config().databaseUrl, days, firstAfterMs: 1, everyMs: 1 });
  const endpointId = await addEndpoint("https://a.example.com/");
  for (const _ of [1, 2]) {
    await addDeliveries([endpointId], 10, { hint: false });
    await finish("delivered", "true");
    await age(31);
    await eventually(async () => (await count("event", "true")) === 0);
    await database().query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'callboard-dispatcher-life' and datname = current_database()",
    );
  }
  await Promise.all([retention.stop(), away.stop()]);
  expect(
    await count("pg_stat_activity", "application_name like 'callboard-%' and datname = current_database()"),
  ).toBe(0);
});

test("pruning goes on beside a dispatcher at work, and neither loses a delivery", async () => {
  const endpointId = await addEndpoint("https://a.example.com/");
  await addDeliveries([endpointId], 2_000, { hint: false });
  await finish("delivered", "true");
  await age(31);
  await addDeliveries([endpointId], 500, { hint: false });
  dispatcherHere({
    maxPerEndpoint: 64,
    call: async () => ({
      outcome: "delivered",
      statusCode: 200,
      request: "GET / HTTP/1.1",
      requestParts: null,
      responseHeaders: "",
      responseBody: "",
      dnsMs: null,
      connectMs: null,
      tlsMs: null,
      firstByteMs: 1,
      totalMs: 1,
      retryAfterMs: null,
      cause: "Answered 200.",
    }),
  });
  expect(await pruneNow()).toEqual({ deliveries: 2_000, events: 2_000, expired: 0 });
  await eventually(async () => (await count("delivery", "status = 'delivered'")) === 500);
  expect(await count("attempt", "true")).toBe(500);
});

test("changes of endpoints' states go with the log, and of each endpoint the newest 1,000 are kept", async () => {
  const [one, other] = [
    await addEndpoint("https://a.example.com/"),
    await addEndpoint("https://b.example.com/"),
  ];
  await database().query(
    `insert into endpoint_state_change (endpoint_id, from_state, to_state, at)
     select $1::int, 'active'::endpoint_condition, 'probing'::endpoint_condition, now() - make_interval(days => n) from generate_series(28, 33) as n
     union all select $2::int, 'active'::endpoint_condition, 'probing'::endpoint_condition, now() from generate_series(1, 1700)`,
    [one, other],
  );
  await pruneNow();
  expect(await count("endpoint_state_change", `endpoint_id = ${one}`)).toBe(2);
  expect(await count("endpoint_state_change", `endpoint_id = ${other}`)).toBe(1_000);
});

test("answers kept for idempotency keys go after 24 hours, however long deliveries are kept", async () => {
  await database().query(
    `insert into idempotency_key (owner_id, key, fingerprint, created_at)
     select 1, 'key-' || n, '', now() - make_interval(hours => n) from generate_series(20, 27) as n`,
  );
  await pruneNow();
  expect(await count("idempotency_key", "true")).toBe(4);
});

test("sessions go when their time is over, those that ended before it too; one that counts stays", async () => {
  await database().query(
    `with person as (
       insert into user_account (email, name, role) values ('ada@example.com', 'Ada', 'user') returning id
     )
     insert into user_session (id_hash, user_id, session_version, user_agent, expires_at, ended_at)
     select sha256(n::text::bytea), id, 1, '', now() + make_interval(hours => n), case when n % 2 = 0 then now() end
     from person, generate_series(-120, 3) as n`,
  );
  await pruneNow();
  expect(await count("user_session", "true")).toBe(3);
  expect(await count("user_session", "expires_at > now()")).toBe(3);
});

test("requests to sign in go after seven days, whatever the cut-off", async () => {
  await database().query(
    `insert into link_request (issuer, subject, email, code, requested_at)
     select 'https://id.example.com', n::text, 'ada@example.com', 'AAAA-AAAA', now() - n * interval '1 day'
     from generate_series(1, 9) as n`,
  );
  await pruneNow();
  expect(await count("link_request", "true")).toBe(6);
});
