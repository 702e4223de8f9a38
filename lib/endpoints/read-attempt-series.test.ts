import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { deliveriesOfEndpoint } from "@/lib/deliveries/of-endpoint";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { fold, newPosition } from "@/lib/stats/fold";
import { halfHourOf } from "@/lib/stats/half-hour";
import { recount } from "@/lib/stats/recount";
import { actorOf } from "@/lib/testing/actors";
import { readAttemptSeries } from "./read-attempt-series";

afterAll(() => pool().end());

/**
 * Deliveries of ep_1 and ep_2, an attempt each: when it ended, counted back from the beginning of the present half hour, what came
 * of it, and after how many milliseconds.
 */
const attempts: [endpoint: number, ago: string, outcome: string, status: number | null, ms: number][] = [
  [1, "0", "delivered", 200, 10],
  [1, "0", "delivered", 200, 30],
  [1, "0", "http_error", 503, 20],
  [1, "0", "connection_refused", null, 1],
  [1, "23 h 10 min", "delivered", 204, 50],
  [1, "23 h 40 min", "timeout", null, 10_000],
  [1, "6 d", "http_error", 503, 70],
  [1, "29 d", "delivered", 200, 10],
  [1, "29 d", "http_error", 500, 10],
  [1, "32 d", "delivered", 200, 10],
  [2, "0", "delivered", 200, 999],
];
beforeAll(async () => {
  await pool().query(
    "insert into endpoint (url, url_hash) values ('https://a.example.com/', 'a'), ('https://a.example.com/b', 'b'), ('c', 'c')",
  );
  for (const [index, [endpoint, ago, outcome, status, ms]] of attempts.entries()) {
    await pool().query(
      `with made as (
         insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at)
         values ($1, 'created', 'a-1', 'A', 'dispatched', 'test', ${halfHourOf("now()")} - $3::interval)
       ), sent as (
         insert into delivery (event_id, endpoint_id, status, attempts, created_at, done_at)
         values ($1, $2, 'delivered', 1, ${halfHourOf("now()")} - $3::interval, ${halfHourOf("now()")} - $3::interval) returning id
       )
       insert into attempt (delivery_id, number, outcome, status_code, total_ms, started_at, finished_at)
       select id, 1, $4::attempt_outcome, $5, $6, ${halfHourOf("now()")} - $3::interval, ${halfHourOf("now()")} - $3::interval from sent`,
      [`evt_${index}`, endpoint, ago, outcome, status, ms],
    );
  }
  const session = await pool().connect();
  await recount(session);
  session.release();
});

const near = (ms: number) => expect.toSatisfy((value: number) => Math.abs(value / ms - 1) < 0.05);

test("24 hours in half hours: attempts by outcome, and how fast the answered ones were", async () => {
  const series = await readAttemptSeries(operator, "ep_1", "24h");
  expect(series).toMatchObject({ delivered: 3, failed: 2, span: "24h", bucketMinutes: 30, complete: true });
  expect(series.p50Ms).toEqual(near(20));
  expect(series.p95Ms).toEqual(near(50));
  expect(series.buckets).toHaveLength(48);
  expect(series.causes).toEqual(
    expect.arrayContaining([
      { title: "503", count: 1 },
      { title: "Connection refused", count: 1 },
    ]),
  );
  const [fifty, none] = [near(50), null];
  expect(series.buckets[0]).toEqual({
    startsAt: expect.any(String),
    delivered: 1,
    failed: 0,
    failures: [0, 0],
    p50Ms: fifty,
    p95Ms: fifty,
    p99Ms: fifty,
  });
  expect(series.buckets[47]).toMatchObject({ delivered: 2, failed: 2, failures: [1, 1], p50Ms: near(20) });
  expect(series.buckets[20]).toMatchObject({
    delivered: 0,
    failed: 0,
    p50Ms: none,
    p95Ms: none,
    p99Ms: none,
  });
  const starts = series.buckets.map(({ startsAt }) => Date.parse(startsAt));
  expect(starts.every((start) => start % 1_800_000 === 0)).toBe(true);
  expect(starts[47]).toBeLessThanOrEqual(Date.now());
  expect((starts[47] ?? 0) - (starts[0] ?? 0)).toBe(47 * 1_800_000);
  expect(series.outcomes[0]).toEqual({ outcome: "delivered", statusCode: 200, count: 2 });
  expect(series.outcomes.slice(1)).toEqual(
    expect.arrayContaining([
      { outcome: "delivered", statusCode: 204, count: 1 },
      { outcome: "http_error", statusCode: 503, count: 1 },
      { outcome: "connection_refused", statusCode: null, count: 1 },
    ]),
  );
});

test("7 days in three hours", async () => {
  const series = await readAttemptSeries(operator, "ep_1", "7d");
  expect(series).toMatchObject({ delivered: 3, failed: 4, bucketMinutes: 180 });
  expect(series.buckets).toHaveLength(56);
  expect(series.buckets.reduce((sum, { delivered, failed }) => sum + delivered + failed, 0)).toBe(7);
});

test("30 days in twelve hours", async () => {
  const series = await readAttemptSeries(operator, "ep_1", "30d");
  expect(series).toMatchObject({ delivered: 4, failed: 5, bucketMinutes: 720, complete: true });
  expect(series.buckets).toHaveLength(60);
  expect(series.causes.map(({ title }) => title).toSorted()).toEqual([
    "500",
    "503",
    "Connection refused",
    "Timed out",
  ]);
  expect(series.causes[0]).toEqual({ title: "503", count: 2 });
});

test("one hour in minutes, with what is not folded yet", async () => {
  const minutesAgo = async (minutes: number, statusCode: number, ms: number) =>
    pool().query(
      `insert into stats_entry (at, endpoint_ids, event_types, delivery_ids, numbers, outcomes, status_codes, total_ms, finished_ago_ms)
       values (now() - make_interval(mins => $1), '{3}', '{created}', '{1}', '{1}', '{http_error}', array[$2::int], array[$3::real], '{0}')`,
      [minutes, statusCode, ms],
    );
  onTestFinished(async () => {
    await pool().query("delete from attempt_minute_stats; delete from attempt_stats where endpoint_id = 3");
  });
  for (const status of [500, 500, 502, 503, 504, 520, 521, 429, 404]) await minutesAgo(5, status, 40);
  // A minute may pass before all of it is read.
  await minutesAgo(58, 500, 10);
  await minutesAgo(61, 500, 10);
  const before = await readAttemptSeries(operator, "ep_3", "1h");
  const session = await pool().connect();
  await fold(session, newPosition());
  session.release();
  const series = await readAttemptSeries(operator, "ep_3", "1h");
  const known = new Map(before.buckets.map(({ startsAt, failures }) => [startsAt, failures]));
  const inBoth = series.buckets.filter(({ startsAt }) => known.has(startsAt));
  expect(inBoth.length).toBeGreaterThan(50);
  expect(inBoth.map(({ failures }) => failures)).toEqual(inBoth.map(({ startsAt }) => known.get(startsAt)));
  expect(series).toMatchObject({ delivered: 0, failed: 10, bucketMinutes: 1, complete: true });
  expect(series.buckets).toHaveLength(60);
  expect(series.buckets.filter(({ failed }) => failed > 0).map(({ failed }) => failed)).toEqual([1, 9]);
  // The rarest are counted together, one alone never.
  expect(series.causes).toHaveLength(7);
  expect(series.causes[0]).toEqual({ title: "500", count: 3 });
  expect(series.causes.at(-1)).toEqual({ title: "Other", count: 2 });
});

test("one that was never called has an empty series", async () => {
  expect(await readAttemptSeries(operator, "ep_3", "24h")).toMatchObject({
    delivered: 0,
    failed: 0,
    p50Ms: null,
    outcomes: [],
  });
});

test("an endpoint's deliveries are its own, newest first, also where another URL begins like its", async () => {
  const ids = async (endpointID: string, limit = 50) =>
    (await deliveriesOfEndpoint(operator, endpointID, limit)).map((one) => one.deliveryID);
  expect(await ids("ep_1", 2)).toEqual(["dlv_10", "dlv_9"]);
  expect(await ids("ep_2")).toEqual(["dlv_11"]);
  expect(await ids("dlv_1")).toEqual([]);
});

test("a User reads neither", async () => {
  const user = await actorOf("user");
  await expect(readAttemptSeries(user, "ep_1", "24h")).rejects.toThrow(ForbiddenError);
  await expect(deliveriesOfEndpoint(user, "ep_1", 5)).rejects.toThrow(ForbiddenError);
  await expect(readAttemptSeries(operator, "dlv_1", "24h")).rejects.toThrow(NotFoundError);
});
