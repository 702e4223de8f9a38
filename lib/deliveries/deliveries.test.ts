import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { readEndpointStats } from "@/lib/endpoints/read-stats";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import type { EventType } from "@/lib/events/event-types";
import { recordEvents } from "@/lib/events/record";
import { recount } from "@/lib/stats/recount";
import { actorOf } from "@/lib/testing/actors";
import { openAttempts, releaseUncalled } from "@/lib/testing/attempts";
import { listDeliveries } from "./list";
import { readOverview } from "./overview";
import { readDelivery } from "./read";

afterAll(() => pool().end());

const urls = ["https://a.example.com/hook", "https://b.example.com/hook"];

beforeAll(async () => {
  for (const [position, url] of urls.entries()) {
    const hash = createHash("sha256").update(url).digest("hex");
    const { rows } = await pool().query("insert into endpoint (url, url_hash) values ($1, $2) returning id", [
      url,
      hash,
    ]);
    await pool().query(
      "insert into subscription (event_type, endpoint_id, position) values ('created', $1, $2)",
      [rows[0].id, position],
    );
  }
  await pool().query("update event_switch set enabled = event_type <> 'deleted'");
  const record = (eventType: EventType, instanceId: string) =>
    inTransaction((tx) => recordEvents(tx, operator, [{ eventType, instanceId, processName: "Leave" }]));
  for (let n = 1; n <= 5; n += 1) await record("created", `leave-${n}`);
  await record("updated", "leave-1");
  await record("deleted", "leave-2");
  await pool().query(
    `update delivery set status = 'delivered', done_at = now(), attempts = 1, last_outcome = 'delivered', last_status_code = 204, last_total_ms = 40 where endpoint_id = 1`,
  );
  await pool().query(
    `insert into attempt (delivery_id, number, outcome, status_code, total_ms, finished_at)
     select id, 1, 'delivered', 204, 40, now() from delivery where endpoint_id = 1`,
  );
  await pool().query(
    `insert into attempt (delivery_id, number, outcome, status_code, request, response_headers, response_body, total_ms, cause, finished_at)
     values (2, 1, 'timeout', null, 'GET /', null, null, 10000, 'Timed out.', now()), (2, 2, 'http_error', 503, 'GET /', 'a: b', 'x', 12, 'Answered 503.', now())`,
  );
  await pool().query(
    "update delivery set attempts = 2, last_outcome = 'http_error', last_status_code = 503, next_at = now() + interval '1 h' where id = 2",
  );
});

const ids = async (filter: object) =>
  (await listDeliveries(operator, { limit: 50, ...filter })).items.map((one) => one.deliveryID);

test("the log is newest first, and its pages neither repeat nor miss a delivery", async () => {
  const all = await ids({});
  expect(all).toEqual(Array.from({ length: 10 }, (_, n) => `dlv_${10 - n}`));
  const seen: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await listDeliveries(operator, { limit: 3, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((one) => one.deliveryID));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(all);
});

test("filters narrow down by status, type, instance, process and part of the URL", async () => {
  expect(await ids({ status: "delivered" })).toHaveLength(5);
  expect(await ids({ status: "delivered", url: "b.example" })).toEqual([]);
  expect(await ids({ instanceID: "leave-3" })).toEqual(["dlv_6", "dlv_5"]);
  expect(await ids({ eventType: "updated" })).toEqual([]);
  expect(await ids({ processName: "Leave", url: "a.example" })).toHaveLength(5);
  expect(await ids({ url: "%" })).toEqual([]);
});

test("from and to narrow down by when a delivery was recorded: from included, to not", async () => {
  await pool().query(
    `update event set occurred_at = '2026-01-01T00:00Z'::timestamptz + interval '1 h' * (
       select min(id) - 1 from delivery where event_id = event.id
     ) where outcome = 'dispatched'`,
  );
  await pool().query("update delivery set created_at = (select occurred_at from event where id = event_id)");
  // Events of two deliveries each, two hours apart.
  expect(await ids({ from: "2026-01-01T06:00:00Z" })).toEqual(["dlv_10", "dlv_9", "dlv_8", "dlv_7"]);
  expect(await ids({ to: "2026-01-01T02:00:00.000Z" })).toEqual(["dlv_2", "dlv_1"]);
  expect(await ids({ from: "2026-01-01T02:00:00Z", to: "2026-01-01T07:00:00+01:00" })).toEqual([
    "dlv_6",
    "dlv_5",
    "dlv_4",
    "dlv_3",
  ]);
  expect(await ids({ from: "2027-01-01T00:00:00Z" })).toEqual([]);
  expect(await ids({ to: "1999-01-01T00:00:00Z" })).toEqual([]);
  await pool().query("update event set occurred_at = now()");
  await pool().query("update delivery set created_at = now()");
});

test("one delivery shows its attempts in their order, and when the next one is due", async () => {
  const delivery = await readDelivery(operator, "dlv_2");
  expect(delivery).toMatchObject({
    status: "pending",
    attemptCount: 2,
    lastOutcome: "http_error",
    lastStatusCode: 503,
    underWay: false,
  });
  expect(Date.parse(delivery.nextAttemptAt ?? "")).toBeGreaterThan(Date.now() + 3_000_000);
  expect(delivery.attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, "timeout"],
    [2, "http_error"],
  ]);
});

test.each(["dlv_999", "dlv_x", "usr_1", "", "dlv_99999999999999999999"])(
  "there is no delivery %j",
  async (id) => {
    await expect(readDelivery(operator, id)).rejects.toThrow(NotFoundError);
  },
);

test("an attempt shows from its claim on, once: before it has a row of its own and after", async () => {
  const shown = async () =>
    (await readDelivery(operator, "dlv_4")).attempts.map(({ number, outcome }) => [number, outcome]);
  expect(await shown()).toEqual([]);
  await openAttempts(pool(), 1, "id = 4");
  expect(await shown()).toEqual([[1, "in_progress"]]);
  await pool().query(
    "insert into attempt (delivery_id, number, dispatcher_id, outcome, finished_at) values (4, 1, 1, 'timeout', now())",
  );
  expect(await shown()).toEqual([[1, "timeout"]]);
  await pool().query("delete from attempt where delivery_id = 4");
  await releaseUncalled(pool(), "id = 4");
});

test("the overview adds up per event type, and the health per URL", async () => {
  const session = await pool().connect();
  await recount(session);
  session.release();
  const { types, complete } = await readOverview(operator);
  expect(complete).toBe(true);
  const some = (count: number) => ({ count, atLeast: false });
  expect(types.created).toMatchObject({
    delivered: 5,
    failed: 0,
    waiting: some(5),
    notSent: { switched_off: some(0), no_urls: some(0), process_not_wanted: some(0) },
  });
  expect(types.created.bars.at(-1)).toEqual({ delivered: 5, failed: 0 });
  expect(types.updated.notSent.no_urls).toEqual(some(1));
  expect(types.deleted.notSent.switched_off).toEqual(some(1));
  const [first, second] = await readEndpointStats(operator);
  expect(first).toMatchObject({
    url: urls[0],
    eventTypes: ["created"],
    state: "active",
    delivered: 5,
    pending: some(0),
  });
  expect(first?.p50Ms).toBeGreaterThan(38);
  expect(first?.p50Ms).toBeLessThan(42);
  expect(second).toMatchObject({
    url: urls[1],
    delivered: 0,
    pending: some(5),
    last: { deliveryID: "dlv_2", outcome: "http_error", statusCode: 503 },
  });
});

test("where order is kept, a delivery says which earlier one of its instance must end first", async () => {
  await pool().query("update webhook_settings set ordered = true");
  await inTransaction((tx) =>
    recordEvents(
      tx,
      operator,
      [1, 2, 3].map(() => ({ eventType: "created", instanceId: "leave-9", processName: "Leave" })),
    ),
  );
  const waits = async () =>
    (await listDeliveries(operator, { limit: 50, instanceID: "leave-9", url: "a.example" })).items.map(
      ({ deliveryID, waitsFor }) => [deliveryID, waitsFor],
    );
  expect(await waits()).toEqual([
    ["dlv_15", "dlv_11"],
    ["dlv_13", "dlv_11"],
    ["dlv_11", null],
  ]);
  await pool().query("update delivery set status = 'delivered', done_at = now() where id = 11");
  expect(await waits()).toEqual([
    ["dlv_15", "dlv_13"],
    ["dlv_13", null],
    ["dlv_11", null],
  ]);
  await pool().query("update webhook_settings set ordered = false");
  expect((await waits()).map(([, waitsFor]) => waitsFor)).toEqual([null, null, null]);
});

test("the health of a URL says what the circuit breaker does and since when", async () => {
  const health = async () => (await readEndpointStats(operator))[1];
  expect(await health()).toMatchObject({ failures: 0, failingSince: null, probeAt: null, recovering: false });
  await pool().query(
    `update endpoint set name = 'Billing', state = 'probing', state_reason = '20 calls in a row failed.', state_changed_at = now(),
       failures = 20, failing_since = now(), probe_at = now() + interval '12 s' where url = $1`,
    [urls[1]],
  );
  expect(await health()).toMatchObject({
    state: "probing",
    reason: "20 calls in a row failed.",
    stateSince: expect.stringMatching(/Z$/),
    failures: 20,
    failingSince: expect.stringMatching(/Z$/),
    probeAt: expect.stringMatching(/Z$/),
  });
  const [delivery] = (await listDeliveries(operator, { limit: 1, url: "b.example" })).items;
  expect(delivery?.endpoint).toMatchObject({
    name: "Billing",
    state: "probing",
    probeAt: expect.stringMatching(/Z$/),
  });
  await pool().query(
    "update endpoint set state = 'active', failures = 0, probe_at = null, recovered_at = now() where url = $1",
    [urls[1]],
  );
  expect(await health()).toMatchObject({ state: "active", recovering: true });
  await pool().query("update endpoint set recovered_at = now() - interval '1 minute' where url = $1", [
    urls[1],
  ]);
  expect(await health()).toMatchObject({ recovering: false });
});

test("what waits is counted up to a bound, and says so", async () => {
  await pool().query(
    `insert into delivery (event_id, endpoint_id)
     select (select min(id) from event where outcome = 'dispatched'), 2 from generate_series(1, 10001)`,
  );
  const { types } = await readOverview(operator);
  expect(types.created.waiting.atLeast).toBe(true);
  expect((await readEndpointStats(operator))[1]?.pending).toEqual({ count: 10_000, atLeast: true });
});

test("a User sees none of it", async () => {
  const user = await actorOf("user");
  for (const look of [
    () => listDeliveries(user, { limit: 1 }),
    () => readDelivery(user, "dlv_1"),
    () => readOverview(user),
    () => readEndpointStats(user),
  ]) {
    await expect(look()).rejects.toThrow(ForbiddenError);
  }
});
