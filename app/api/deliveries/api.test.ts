import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  listDeliveriesOperation,
  readDeliveryOperation,
  resendDeliveryOperation,
} from "@/lib/api/deliveries";
import { cancelJobOperation, readJobOperation, resendManyOperation } from "@/lib/api/jobs";
import type { Role } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import type { Handler } from "@/lib/web/route";
import * as cancel from "../jobs/[jobID]/cancel/route";
import * as job from "../jobs/[jobID]/route";
import * as resend from "./[deliveryID]/resend/route";
import * as one from "./[deliveryID]/route";
import * as resendMany from "./resend/route";
import * as list from "./route";

afterAll(() => pool().end());

const tokens = new Map<Role, string>();
beforeAll(async () => {
  for (const role of ["developer", "user"] as const) tokens.set(role, await tokenOf(await actorOf(role)));
});

let first = 0;
const id = (n: number) => `dlv_${first + n}`;
/** Delivered, failed with two attempts, and pending. */
beforeEach(async () => {
  const endpoint = await addEndpoint("https://a.example.com/hook");
  await addDeliveries([endpoint], 3, { hint: false });
  first = (await pool().query("select min(id)::int as id from delivery")).rows[0].id;
  await pool().query(
    `update event set instance_id = 'training-request-' || (delivery.id - $1 + 1)
     from delivery where event_id = event.id`,
    [first],
  );
  await pool().query(
    `update delivery set status = 'delivered', done_at = now(), attempts = 1, last_outcome = 'delivered',
       last_status_code = 200, last_total_ms = 7.25 where id = $1`,
    [first],
  );
  await pool().query(
    `insert into attempt (delivery_id, number, outcome, status_code, request, response_headers, response_body, total_ms, cause, finished_at)
     values ($1, 1, 'timeout', null, 'GET /hook HTTP/1.1', null, null, 10000, 'Timed out.', now()),
       ($1, 2, 'http_error', 503, 'GET /hook HTTP/1.1', 'a: b', 'x', 12, 'Answered 503.', now())`,
    [first + 1],
  );
  await pool().query(
    `update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now(), attempts = 2,
       last_outcome = 'http_error', last_status_code = 503 where id = $1`,
    [first + 1],
  );
});

type Call = { params?: Record<string, string>; query?: string; body?: unknown; as?: Role | null };

async function call(
  handler: Handler,
  method: string,
  { params = {}, query = "", body: sent, as = "developer" }: Call = {},
) {
  const request = { path: `/api/deliveries${query}`, params, body: sent, token: as && tokens.get(as) };
  const { status, body } = await callRoute(handler, method, request);
  return { status, body };
}

const listed = async (query: string) => (await call(list.GET, "GET", { query })).body;
const idsOf = (body: { items: { deliveryID: string }[] }) => body.items.map(({ deliveryID }) => deliveryID);

test("the list is as described, newest first, and its cursor is stable while rows arrive", async () => {
  const page = await listed("?limit=2");
  expect(listDeliveriesOperation.answers[200].parse(page)).toEqual(page);
  expect(idsOf(page)).toEqual([id(2), id(1)]);
  expect(page.items[1]).toMatchObject({
    status: "failed",
    failReason: "schedule_used_up",
    attemptCount: 2,
    lastOutcome: "http_error",
    lastStatusCode: 503,
    url: "https://a.example.com/hook",
  });
  await addDeliveries([await addEndpoint("https://b.example.com/")], 2, { hint: false });
  const next = await listed(`?limit=2&cursor=${page.nextCursor}`);
  expect([idsOf(next), next.nextCursor]).toEqual([[id(0)], null]);
});

test.each([
  ["?status=failed", [1]],
  ["?status=pending&eventType=created", [2]],
  ["?instanceID=training-request-1", [0]],
  ["?processName=Training%20Request&url=a.example", [2, 1, 0]],
  ["?url=b.example", []],
  ["?from=2026-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", [2, 1, 0]],
  ["?from=9999-12-31T23:59:59%2B02:00", []],
  ["?from=2026-01-01T00:00:00%2B23:59", [2, 1, 0]],
  [`?from=2026-01-01T00:00:00.${"1".repeat(300)}Z`, [2, 1, 0]],
  ["?to=1999-12-31T23:59:59Z", []],
])("the list narrows down by %s", async (query, expected) => {
  expect(idsOf(await listed(query))).toEqual(expected.map(id));
});

test.each([
  "?status=done",
  "?status=",
  "?colour=red",
  "?limit=0",
  "?limit=201",
  "?cursor=evt_1",
  "?from=yesterday",
  "?from=2026-01-01",
  "?from=2026-01-01T00:00:00",
  "?from=0000-01-01T00:00:00Z",
  "?to=9999-12-31T23:59:59-01:00",
  "?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z",
  "?from=2026-01-02T00:00:00Z&to=2026-01-02T01:00:00%2B02:00",
  "?status=failed&status=pending",
  "?instanceID=%00",
])("the list refuses %s", async (query) => {
  const { status, body } = await call(list.GET, "GET", { query });
  expect([status, body.errors.length]).toEqual([422, 1]);
});

test("one delivery has its attempts in their order, with all that is kept of each", async () => {
  const { status, body } = await call(one.GET, "GET", { params: { deliveryID: id(1) } });
  expect(status).toBe(200);
  expect(readDeliveryOperation.answers[200].parse(body)).toEqual(body);
  expect(body.attempts).toMatchObject([
    { number: 1, trigger: "automatic", triggeredBy: null, outcome: "timeout", statusCode: null },
    { number: 2, outcome: "http_error", statusCode: 503, responseHeaders: "a: b", responseBody: "x" },
  ]);
});

test("a resend is accepted with the delivery, pending; while its URL is suspended it is refused", async () => {
  const { status, body } = await call(resend.POST, "POST", { params: { deliveryID: id(1) } });
  expect(status).toBe(202);
  expect(resendDeliveryOperation.answers[202].parse(body)).toEqual(body);
  expect(body).toMatchObject({ deliveryID: id(1), status: "pending", resendFrom: "failed" });
  expect(body.resendBy).toMatch(/\(token test\)$/);
  await pool().query("update endpoint set state = 'suspended'");
  const refused = await call(resend.POST, "POST", { params: { deliveryID: id(0) } });
  expect([refused.status, refused.body.detail]).toEqual([
    409,
    `The URL of ${id(0)} is suspended; resume it first.`,
  ]);
});

const from = "2026-01-01T00:00:00Z";

test("many are counted, resent as a job, followed and cancelled", async () => {
  const dry = await call(resendMany.POST, "POST", { body: { from, dryRun: true } });
  expect(dry).toEqual({ status: 200, body: { count: 1 } });
  const started = await call(resendMany.POST, "POST", {
    body: { from, status: "delivered", url: "a.example" },
  });
  expect(started).toEqual({ status: 202, body: { jobID: expect.stringMatching(/^job_/), count: 1 } });
  expect(resendManyOperation.answers[202].parse(started.body)).toEqual(started.body);
  const params = { jobID: started.body.jobID };
  const read = await call(job.GET, "GET", { params });
  expect(read.status).toBe(200);
  expect(readJobOperation.answers[200].parse(read.body)).toEqual(read.body);
  expect(read.body).toMatchObject({
    state: "running",
    count: 1,
    done: 0,
    filter: { from: "2026-01-01T00:00:00.000Z" },
  });
  const cancelled = await call(cancel.POST, "POST", { params });
  expect(cancelJobOperation.answers[200].parse(cancelled.body)).toEqual(cancelled.body);
  expect([cancelled.status, cancelled.body.state]).toEqual([200, "cancelled"]);
});

test.each([
  [{}, "from"],
  [{ from: "yesterday" }, "from"],
  [{ from, to: from }, "to"],
  [{ from, status: "pending" }, "status"],
  [{ from, colour: "red" }, "colour"],
  [{ from, dryRun: "yes" }, "dryRun"],
])("a resend of many refuses %j", async (body, path) => {
  const answer = await call(resendMany.POST, "POST", { body });
  expect([answer.status, answer.body.errors.map((error: { path: string }) => error.path)]).toEqual([
    422,
    [path],
  ]);
});

test("nobody without a token, no User, and nothing that does not exist", async () => {
  for (const [handler, method, params] of [
    [list.GET, "GET", {}],
    [one.GET, "GET", { deliveryID: id(0) }],
    [resend.POST, "POST", { deliveryID: id(0) }],
    [resendMany.POST, "POST", {}],
    [job.GET, "GET", { jobID: "job_1" }],
    [cancel.POST, "POST", { jobID: "job_1" }],
  ] as const) {
    expect((await call(handler, method, { params, as: null })).status).toBe(401);
    expect((await call(handler, method, { params, as: "user" })).status).toBe(403);
  }
  for (const deliveryID of ["dlv_999999", "ep_1", "", "dlv_99999999999999999999"]) {
    expect((await call(one.GET, "GET", { params: { deliveryID } })).status).toBe(404);
    expect((await call(resend.POST, "POST", { params: { deliveryID } })).status).toBe(404);
  }
  for (const jobID of ["job_999999", "dlv_1", "", "job_99999999999"]) {
    expect((await call(job.GET, "GET", { params: { jobID } })).status).toBe(404);
    expect((await call(cancel.POST, "POST", { params: { jobID } })).status).toBe(404);
  }
});
