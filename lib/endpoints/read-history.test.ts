import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { deliveriesOfEndpoint } from "@/lib/deliveries/of-endpoint";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { readHistory } from "./read-history";

afterAll(() => pool().end());

/** Deliveries of ep_1 and ep_2, an attempt each: when it began, what came of it, and after how many milliseconds. */
const attempts: [endpoint: number, ago: string, outcome: string, status: number | null, ms: number][] = [
  [1, "1 min", "delivered", 200, 10],
  [1, "2 min", "delivered", 200, 30],
  [1, "3 min", "http_error", 503, 20],
  [1, "4 min", "connection_refused", null, 1],
  [1, "23 h 50 min", "delivered", 204, 50],
  [1, "24 h 10 min", "timeout", null, 10_000],
  [1, "6 d 23 h", "http_error", 503, 70],
  [1, "8 d", "delivered", 200, 10],
  [2, "1 min", "delivered", 200, 999],
];
beforeAll(async () => {
  await pool().query(
    "insert into endpoint (url, url_hash) values ('https://a.example.com/', 'a'), ('https://a.example.com/b', 'b'), ('c', 'c')",
  );
  for (const [index, [endpoint, ago, outcome, status, ms]] of attempts.entries()) {
    await pool().query(
      `with made as (
         insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at)
         values ($1, 'created', 'a-1', 'A', 'dispatched', 'test', now() - $3::interval)
       ), sent as (
         insert into delivery (event_id, endpoint_id, status, attempts, created_at, done_at)
         values ($1, $2, 'delivered', 1, now() - $3::interval, now() - $3::interval) returning id
       )
       insert into attempt (delivery_id, number, outcome, status_code, total_ms, started_at, finished_at)
       select id, 1, $4::attempt_outcome, $5, $6, now() - $3::interval, now() - $3::interval from sent`,
      [`evt_${index}`, endpoint, ago, outcome, status, ms],
    );
  }
});

test("24 hours in half hours: attempts by outcome, and how fast the answered ones were", async () => {
  const history = await readHistory(operator, "ep_1", "24h");
  expect(history).toMatchObject({ delivered: 3, failed: 2, span: "24h", bucketMinutes: 30, cut: false });
  expect(history.p50Ms).toBe(25);
  expect(history.buckets).toHaveLength(48);
  expect(history.buckets[0]).toEqual({ delivered: 1, failed: 0, p50Ms: 50, p95Ms: 50 });
  expect(history.buckets[47]).toMatchObject({ delivered: 2, failed: 2, p50Ms: 20 });
  expect(history.buckets[20]).toEqual({ delivered: 0, failed: 0, p50Ms: null, p95Ms: null });
  expect(history.outcomes[0]).toEqual({ outcome: "delivered", statusCode: 200, count: 2 });
  expect(history.outcomes.slice(1)).toEqual(
    expect.arrayContaining([
      { outcome: "delivered", statusCode: 204, count: 1 },
      { outcome: "http_error", statusCode: 503, count: 1 },
      { outcome: "connection_refused", statusCode: null, count: 1 },
    ]),
  );
});

test("7 days in three hours; an attempt of an older delivery that is still open counts as well", async () => {
  const history = await readHistory(operator, "ep_1", "7d");
  expect(history).toMatchObject({ delivered: 3, failed: 4, bucketMinutes: 180 });
  expect(history.buckets).toHaveLength(56);
  expect(history.buckets.reduce((sum, { delivered, failed }) => sum + delivered + failed, 0)).toBe(7);
  await pool().query("update delivery set done_at = null, status = 'pending' where event_id = 'evt_7'");
  await pool().query(
    `insert into attempt (delivery_id, number, outcome, status_code, total_ms, started_at)
     select id, 2, 'http_error', 500, 5, now() - interval '5 min' from delivery where event_id = 'evt_7'`,
  );
  expect(await readHistory(operator, "ep_1", "24h")).toMatchObject({ delivered: 3, failed: 3 });
  await pool().query("delete from attempt where number = 2");
});

test("one that was never called has an empty history", async () => {
  expect(await readHistory(operator, "ep_3", "24h")).toMatchObject({
    delivered: 0,
    failed: 0,
    p50Ms: null,
    outcomes: [],
    cut: false,
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
  await expect(readHistory(user, "ep_1", "24h")).rejects.toThrow(ForbiddenError);
  await expect(deliveriesOfEndpoint(user, "ep_1", 5)).rejects.toThrow(ForbiddenError);
  await expect(readHistory(operator, "dlv_1", "24h")).rejects.toThrow(NotFoundError);
});
