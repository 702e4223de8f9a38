import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { countLog } from "./count-log";
import { countNewer } from "./count-newer";
import { listLog } from "./list-log";
import { formatCursor, type LogCursor, parseCursor } from "./log-cursor";
import type { LogFilter } from "./log-filter";
import type { WalkLimits } from "./log-walk";
import type { LogPage } from "./view";

afterAll(() => pool().end());

const eventId = (n: number) => `evt_${String(n).padStart(26, "0")}`;
const urls = ["https://ERP.example.com/hook?a=Ä", "https://crm.example.com/x", "https://idle.example.com/"];

/**
 * 60 events, a minute apart, the newest first made: every fifth was not sent, every other one went to two URLs. Of the deliveries
 * every seventh failed with 503 and every eleventh timed out and waits; two ended as their ids say below.
 */
beforeAll(async () => {
  for (const url of urls) {
    const hash = createHash("sha256").update(url).digest("hex");
    await pool().query("insert into endpoint (url, url_hash) values ($1, $2)", [url, hash]);
  }
  await pool().query(
    `insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at)
     select 'evt_' || lpad(n::text, 26, '0'), (array['created', 'updated', 'deleted'])[1 + n % 3]::event_type,
       'Leave-' || n % 10, case when n % 2 = 0 then 'Überstunden' else 'Leave' end,
       case when n % 5 <> 0 then 'dispatched' when n % 10 = 0 then 'no_urls' else 'switched_off' end::event_outcome,
       'somebody', now() - (60 - n) * interval '1 min'
     from generate_series(1, 60) as n`,
  );
  await pool().query(
    `insert into delivery (event_id, endpoint_id, created_at, status, attempts, done_at, last_outcome, last_status_code, last_total_ms)
     select id, endpoint, occurred_at, 'delivered', 1, occurred_at, 'delivered', 200, 5
     from (select *, row_number() over (order by id) as n from event where outcome = 'dispatched') as event
       cross join generate_series(1, 2) as endpoint
     where endpoint = 1 or n % 2 = 0 order by id, endpoint`,
  );
  await pool().query(
    `update delivery set status = 'failed', fail_reason = 'schedule_used_up', last_outcome = 'http_error', last_status_code = 503
     where id % 7 = 0`,
  );
  await pool().query(
    `update delivery set status = 'pending', done_at = null, last_outcome = 'timeout', last_status_code = null where id % 11 = 0`,
  );
  await pool().query("update delivery set last_outcome = 'tls_error', last_status_code = null where id = 5");
  await pool().query(
    "update delivery set status = 'cancelled', cancel_reason = 'url_removed', last_outcome = null, last_status_code = null where id = 6",
  );
  await pool().query(
    "insert into resend_delivery (job_id, delivery_id, attempts_before) values (1, 3, 1), (1, 30, 1), (1, 31, 1), (2, 4, 1)",
  );
  await pool().query("analyze");
});

type Facts = { id: string; at: string };

/** What a plain statement over all rows finds. */
async function truth(deliveries: string | null, unsent: string | null): Promise<string[]> {
  const { rows } = await pool().query<Facts>(
    `select * from (
       select 'dlv_' || delivery.id as id, delivery.created_at as at, delivery.id as n
       from delivery join event on event.id = event_id join endpoint on endpoint.id = endpoint_id where ${deliveries ?? "false"}
       union all
       select id, occurred_at, 0 from event where outcome <> 'dispatched' and (${unsent ?? "false"})
     ) as row order by at desc, n desc`,
  );
  return rows.map(({ id }) => id);
}

const ids = (page: LogPage) => page.rows.map(({ id }) => id);

async function all(filter: LogFilter, options: { limit?: number; limits?: WalkLimits } = {}) {
  const seen: string[] = [];
  let cursor: LogCursor | null = null;
  for (let pages = 0; pages < 500; pages += 1) {
    const page: LogPage = await listLog(operator, { filter, limit: 7, cursor, ...options });
    seen.push(...ids(page));
    if (!page.hasOlder) return seen;
    cursor = parseCursor(formatCursor(page.bottom));
  }
  throw new Error("There was no end to the pages.");
}

const filters: [LogFilter, deliveries: string | null, unsent: string | null][] = [
  [{}, "true", "true"],
  [{ status: "delivered" }, "status = 'delivered'", null],
  [{ status: "failed" }, "status = 'failed'", null],
  [{ status: "pending" }, "status = 'pending'", null],
  [{ status: "cancelled" }, "status = 'cancelled'", null],
  [{ status: "not_sent" }, null, "true"],
  [{ status: "not_sent", eventType: "created" }, null, "event_type = 'created'"],
  [{ status: "not_sent", url: "erp" }, null, null],
  [{ outcome: "delivered" }, "last_outcome = 'delivered'", null],
  [{ outcome: "timeout" }, "last_outcome = 'timeout'", null],
  [{ outcome: "tls_error" }, "last_outcome = 'tls_error'", null],
  [{ outcome: "http_error", status: "delivered" }, null, null],
  [{ outcome: "tls_error", status: "delivered" }, "delivery.id = 5", null],
  [{ outcome: "no_urls" }, null, "outcome = 'no_urls'"],
  [{ code: "503" }, "last_status_code = 503", null],
  [{ code: "2xx" }, "last_status_code between 200 and 299", null],
  [{ code: "5xx", eventType: "updated" }, "last_status_code >= 500 and event_type = 'updated'", null],
  [{ eventType: "deleted" }, "event_type = 'deleted'", "event_type = 'deleted'"],
  [{ processName: "LEA" }, "process_name = 'Leave'", "process_name = 'Leave'"],
  [{ processName: "überST" }, "process_name like 'Ü%'", "process_name like 'Ü%'"],
  [{ processName: "." }, null, null],
  [{ instanceID: "leave-3" }, "instance_id = 'Leave-3'", "instance_id = 'Leave-3'"],
  [{ instanceID: "E-5", eventType: "created" }, null, "instance_id = 'Leave-5' and event_type = 'created'"],
  [{ url: "erp.EXAMPLE" }, "endpoint_id = 1", null],
  [{ url: "a=ä" }, "endpoint_id = 1", null],
  [{ url: "example.com" }, "true", null],
  [{ url: "crm", status: "failed" }, "endpoint_id = 2 and status = 'failed'", null],
  [{ url: "idle" }, null, null],
  [{ url: "nobody" }, null, null],
  [{ q: "Leave-5" }, "instance_id = 'Leave-5'", "instance_id = 'Leave-5'"],
  [{ q: "leave-5" }, null, null],
  [{ q: "dlv_12" }, "delivery.id = 12", null],
  [{ q: "dlv_12", status: "not_sent" }, null, null],
  [{ q: eventId(10) }, null, `id = '${eventId(10)}'`],
  [{ q: eventId(12) }, `event.id = '${eventId(12)}'`, null],
  [{ q: "Leave-0", outcome: "switched_off" }, null, null],
  [{ job: "job_1" }, "delivery.id in (3, 30, 31)", null],
  [
    { job: "job_1", status: "delivered", url: "crm" },
    "delivery.id in (3, 30, 31) and status = 'delivered' and endpoint_id = 2",
    null,
  ],
  [
    { last: "15m", eventType: "created" },
    "event_type = 'created' and delivery.created_at > now() - interval '15 min'",
    "event_type = 'created' and occurred_at > now() - interval '15 min'",
  ],
];

test.each(filters)(
  "%j finds exactly what matches, page by page and in one",
  async (filter, deliveries, unsent) => {
    const wanted = await truth(deliveries, unsent);
    expect(await all(filter, { limit: 200 })).toEqual(wanted);
    expect(await all(filter)).toEqual(wanted);
    expect(await countLog(operator, filter)).toEqual({ count: wanted.length, atLeast: false });
  },
);

test.each(filters)(
  "%j loses and repeats nothing where each walk gives up at once",
  async (filter, deliveries, unsent) => {
    const found = await all(filter, { limit: 3, limits: { steps: [4], maxMs: 0 } });
    expect(found).toEqual(await truth(deliveries, unsent));
  },
);

test("a search that gave up says up to when it looked, and goes on from there", async () => {
  const filter = { instanceID: "Leave-1" };
  const first = await listLog(operator, { filter, limit: 1, limits: { steps: [2], maxMs: 0 } });
  expect(ids(first)).toEqual([]);
  expect(first.hasOlder).toBe(true);
  expect(Date.parse(first.searchedTo ?? "")).toBeLessThan(Date.now());
  expect(Date.parse(first.searchedTo ?? "")).toBeGreaterThan(Date.now() - 10 * 60_000);
  const whole = await listLog(operator, { filter, limit: 50 });
  expect(whole.searchedTo).toBeNull();
});

test("a search ends when its time is over, however many rows it may look at", async () => {
  const filter = { instanceID: "Leave-1" };
  const given = { filter, limit: 1, limits: { steps: [2, 1_000], maxMs: 0 } };
  expect((await listLog(operator, given)).searchedTo).not.toBeNull();
  const patient = { ...given, limits: { steps: [2, 1_000], maxMs: Number.POSITIVE_INFINITY } };
  expect((await listLog(operator, patient)).rows).toHaveLength(1);
});

test("from a page one comes back up through the same rows, and above the newest there is the newest page", async () => {
  const down: LogPage[] = [await listLog(operator, { filter: {}, limit: 7 })];
  for (let last = down[0]; last?.hasOlder; last = down.at(-1)) {
    down.push(await listLog(operator, { filter: {}, limit: 7, cursor: last.bottom }));
  }
  for (let n = down.length - 1; n > 0; n -= 1) {
    const above = await listLog(operator, {
      filter: {},
      limit: 7,
      cursor: down[n]?.top ?? null,
      direction: "up",
    });
    expect(ids(above)).toEqual(ids(down[n - 1] as LogPage));
    expect(formatCursor(above.bottom)).toBe(formatCursor((down[n] as LogPage).top));
  }
  const newest = await listLog(operator, {
    filter: {},
    limit: 7,
    cursor: down[0]?.bottom ?? null,
    direction: "up",
  });
  const past = await listLog(operator, { filter: {}, limit: 7, cursor: newest.top, direction: "up" });
  expect(past.isNewest).toBe(true);
  expect(ids(past)).toEqual(ids(down[0] as LogPage));
});

test("times narrow both kinds down, with the first and without the last moment", async () => {
  const { rows } = await pool().query<{ at: Date }>("select occurred_at as at from event order by id");
  const moment = (n: number) => rows[n - 1]?.at.toISOString() ?? "";
  const between = { from: moment(10), to: moment(20) };
  const condition = (column: string) => `${column} >= '${between.from}' and ${column} < '${between.to}'`;
  const wanted = await truth(condition("delivery.created_at"), condition("occurred_at"));
  expect(wanted.length).toBeGreaterThan(8);
  expect(await all(between)).toEqual(wanted);
});

test("what came since is counted under the same filters, sent and not sent", async () => {
  const before = await listLog(operator, { filter: {}, limit: 5 });
  await pool().query(
    `insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at) values
       ('${eventId(61)}', 'created', 'new-1', 'Leave', 'dispatched', 'somebody', clock_timestamp() + interval '10 ms'),
       ('${eventId(62)}', 'updated', 'new-2', 'Leave', 'no_urls', 'somebody', clock_timestamp() + interval '10 ms')`,
  );
  await pool().query(
    `insert into delivery (event_id, endpoint_id) values ('${eventId(61)}', 1), ('${eventId(61)}', 2)`,
  );
  const newer = async (filter: LogFilter) => (await countNewer(operator, filter, [before.top]))[0]?.count;
  expect(await newer({})).toBe(3);
  expect(await newer({ status: "not_sent" })).toBe(1);
  expect(await newer({ url: "crm" })).toBe(1);
  expect(await newer({ status: "failed" })).toBe(0);
  const after = await listLog(operator, { filter: {}, limit: 5, cursor: before.bottom });
  expect(ids(after).some((id) => id === eventId(62))).toBe(false);
  await pool().query(`delete from delivery where event_id = '${eventId(61)}'`);
  await pool().query(`delete from event where id >= '${eventId(61)}'`);
});

test.each(filters)("what came above many places of the log is counted in one look: %j", async (filter) => {
  const cursors: LogCursor[] = [];
  const counts: number[] = [];
  let page = await listLog(operator, { filter, limit: 7 });
  for (let above = page.rows.length; page.hasOlder; above += page.rows.length) {
    cursors.push(page.bottom);
    counts.push(above);
    page = await listLog(operator, { filter, limit: 7, cursor: page.bottom });
  }
  expect(await countNewer(operator, filter, cursors)).toEqual(
    counts.map((count) => ({ count, atLeast: false })),
  );
  const most = await countNewer(operator, filter, cursors, 10);
  for (const [index, count] of counts.entries()) {
    if (most[index]?.atLeast) expect(most[index].count).toBeLessThanOrEqual(Math.min(count, 10));
    else expect(most[index]?.count).toBe(count);
    if (count > 10) expect(most[index]?.atLeast).toBe(true);
  }
});

test("a count says where it stops", async () => {
  expect(await countLog(operator, {}, 20)).toEqual({ count: 20, atLeast: true });
  expect(await countLog(operator, { status: "not_sent" }, 5)).toMatchObject({ atLeast: true });
});

test("a User sees none of it", async () => {
  const user = await actorOf("user");
  const { top } = await listLog(operator, { filter: {}, limit: 1 });
  for (const look of [
    () => listLog(user, { filter: {}, limit: 1 }),
    () => countLog(user, {}),
    () => countNewer(user, {}, [top]),
  ]) {
    await expect(look()).rejects.toThrow(ForbiddenError);
  }
});

test.each(["", "1", "1.2", "1.2.evt_x", "0.1.", "-1.1.", "99999999999999999999.1.", "1.999999999999999."])(
  "%j is no place in the log",
  (text) => {
    expect(parseCursor(text)).toBeNull();
  },
);
