import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { deliveriesOfEndpoint } from "@/lib/deliveries/of-endpoint";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
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
  [1, "8 d 1 h", "delivered", 200, 10],
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
  expect(series.buckets[0]).toEqual({ delivered: 1, failed: 0, p50Ms: near(50), p95Ms: near(50) });
  expect(series.buckets[47]).toMatchObject({ delivered: 2, failed: 2, p50Ms: near(20) });
  expect(series.buckets[20]).toEqual({ delivered: 0, failed: 0, p50Ms: null, p95Ms: null });
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
  expect(await ids("ep_1", 2)).toEqual(["dlv_8", "dlv_7"]);
  expect(await ids("ep_2")).toEqual(["dlv_9"]);
  expect(await ids("dlv_1")).toEqual([]);
});

test("a User reads neither", async () => {
  const user = await actorOf("user");
  await expect(readAttemptSeries(user, "ep_1", "24h")).rejects.toThrow(ForbiddenError);
  await expect(deliveriesOfEndpoint(user, "ep_1", 5)).rejects.toThrow(ForbiddenError);
  await expect(readAttemptSeries(operator, "dlv_1", "24h")).rejects.toThrow(NotFoundError);
});
