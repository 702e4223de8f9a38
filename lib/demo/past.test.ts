import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { readAttemptSeries } from "@/lib/endpoints/read-attempt-series";
import { byEventType } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";
import { createInstance } from "@/lib/instances/create";
import { deriveNotices } from "@/lib/notices/derive";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { callbackUrls } from "./applications";
import { calmPerHour } from "./pace";
import { seedPast } from "./past";
import { pastEvents } from "./past-events";

afterAll(async () => {
  await prisma().$disconnect();
  await pool().end();
});

const [halfHourMs, dayMs] = [1_800_000, 86_400_000];
const sum = async (statement: string) => Number((await pool().query(statement)).rows[0]?.found);

/** Sent to the database while it seeds. */
let statements = Number.POSITIVE_INFINITY;
const from = new Date(Date.now() - 30 * dayMs);

beforeAll(async () => {
  const urls = callbackUrls({ port: 4_100, outagePort: 4_101 });
  await replaceWebhooks(operator, {
    version: null,
    ...byEventType((type) => ({ enabled: true, urls: urls[type] })),
  });
  // Hours that somebody looked at while there was nothing in them.
  expect(await reconcile(operator, { from })).toMatchObject({ changes: 0 });
  const sent = vi.spyOn(pg.Client.prototype, "query");
  await seedPast(Date.now());
  statements = sent.mock.calls.length;
  sent.mockRestore();
}, 120_000);

test("no newcomer waits long for it: a month's thousands of rows come in few statements", () => {
  expect(statements).toBeGreaterThan(0);
  expect(statements).toBeLessThan(100);
});

test("a month of the past, in which every change is accounted for and the stats agree with the log", async () => {
  const trusting = await reconcile(operator, { from }, { trustVerified: true });
  const found = await reconcile(operator, { from }, { wholeLog: true });
  expect(trusting.changes).toBe(found.changes);
  expect(found).toMatchObject({ unaccounted: 0, concerns: [], pending: 0, stats: { differences: 0 } });
  expect(found.changes).toBeGreaterThan(1_500);
  expect(found.notSent.switched_off).toBeGreaterThan(0);
  expect(found.notSent.no_urls).toBeGreaterThan(0);
  expect(found.failed).toBeGreaterThan(20);
  expect(await sum("select count(distinct outcome) as found from attempt")).toBe(5);
  expect(
    await sum("select sum(delivered) as found from delivery_stats where half_hour > now() - interval '24 h'"),
  ).toBeGreaterThan(30);
});

test("the states of its URLs agree with the log, end well, and are no news", async () => {
  expect(
    await sum("select count(*) as found from endpoint_state_change where to_state = 'failing'"),
  ).toBeGreaterThan(10);
  expect(await sum("select count(distinct endpoint_id) as found from endpoint_state_change")).toBeGreaterThan(
    2,
  );
  expect(
    await sum(
      `select count(*) as found from (
         select distinct on (endpoint_id) to_state from endpoint_state_change order by endpoint_id, id desc
       ) as last where to_state <> 'active'`,
    ),
  ).toBe(0);
  expect(
    await sum(
      `select count(*) as found from endpoint_state_change where to_state = 'active' and (endpoint_id, at) not in (
         select endpoint_id, finished_at from attempt join delivery on delivery.id = delivery_id
         where outcome = 'delivered')`,
    ),
  ).toBe(0);
  const session = await pool().connect();
  expect(await deriveNotices(session)).toBe(0);
  session.release();
});

test("its charts show the whole 30 days", async () => {
  const { rows } = await pool().query("select id from endpoint where url like '%/hr'");
  const series = await readAttemptSeries(operator, publicId("ep", rows[0].id), "30d");
  expect(series.complete).toBe(true);
  expect(series.buckets.filter(({ delivered }) => delivered > 0).length).toBeGreaterThan(40);
});

test("the demo's own changes do not dwarf its past, by the half hour nor by the half day", () => {
  const now = Date.now();
  const events = pastEvents(now, Math.random);
  /** Of the last so many parts, those that held most in the middle: nights and weekends are quiet. */
  const usual = (partMs: number, parts: number) => {
    const counts = Array.from(
      { length: parts },
      (_, ago) => events.filter(({ atMs }) => Math.floor((now - atMs) / partMs) === ago).length,
    );
    return counts.sort((one, other) => other - one)[Math.floor(parts / 4)] ?? 0;
  };
  expect(calmPerHour / 2 / usual(halfHourMs, 48)).toBeLessThan(2.5);
  // Half a day's bar after the first hour.
  expect(calmPerHour / usual(dayMs / 2, 58)).toBeLessThan(2.5);
});

test("what comes after it takes the next numbers", async () => {
  const living = await sum("select last_number as found from instance_counter where slug = 'leave'");
  const { instanceID } = await createInstance(operator, { processName: "Leave" });
  expect(instanceID).toBe(`leave-${living + 1}`);
  const newest = await pool().query(
    "select event_id from delivery join event on event.id = event_id where instance_id = $1 and delivery.id = (select max(id) from delivery)",
    [instanceID],
  );
  expect(newest.rowCount).toBe(1);
});
