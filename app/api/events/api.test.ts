import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEventsOperation, listEventsOperation, readEventOperation } from "@/lib/api/events";
import type { Role } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import type { Handler } from "@/lib/web/route";
import * as one from "./[eventID]/route";
import * as list from "./route";

afterAll(() => pool().end());

const tokens = new Map<Role | "reader", string>();
beforeAll(async () => {
  for (const role of ["developer", "user"] as const) tokens.set(role, await tokenOf(await actorOf(role)));
  tokens.set("reader", await tokenOf(await actorOf("developer"), ["read"]));
});

const url = "https://a.example.com/hook?key=7";
beforeEach(async () => {
  await pool().query("truncate event, delivery, endpoint, subscription restart identity cascade");
  await pool().query("update event_switch set enabled = event_type = 'created'");
  await addEndpoint(url);
});

type Call = {
  query?: string;
  id?: string;
  body?: unknown;
  as?: Role | "reader" | null;
  headers?: Record<string, string>;
};

const call = (handler: Handler, method: string, { query = "", id, as = "user", ...sent }: Call = {}) =>
  callRoute(handler, method, {
    path: `/api/events${query}`,
    params: id === undefined ? undefined : { eventID: id },
    token: as && tokens.get(as),
    ...sent,
  });

const post = (body: unknown, more: Call = {}) => call(list.POST, "POST", { body, ...more });
const event = (eventType: string, instanceID = "order/4711", processName = "Order") => ({
  eventType,
  instanceID,
  processName,
});
const recorded = async () =>
  (await pool().query("select event_type, instance_id, actor_name from event order by id")).rows;

test("one event, or a batch, is accepted with its outcome and how many URLs it goes to, in the order given", async () => {
  const single = await post(event("created", "Ü 1&2\u202e"));
  expect(single.status).toBe(202);
  expect(createEventsOperation.answers[202].parse(single.body)).toEqual({
    events: [{ eventID: expect.stringMatching(/^evt_/), outcome: "dispatched", deliveries: 1 }],
  });
  await pool().query("update event_switch set enabled = true where event_type = 'updated'");
  const batch = await post(createEventsOperation.example);
  expect(
    batch.body.events.map(({ outcome, deliveries }: Record<string, unknown>) => [outcome, deliveries]),
  ).toEqual([
    ["dispatched", 1],
    ["no_urls", 0],
  ]);
  expect(await recorded()).toEqual([
    {
      event_type: "created",
      instance_id: "Ü 1&2\u202e",
      actor_name: expect.stringMatching(/^user \d+ \(token test\)$/),
    },
    expect.objectContaining({ event_type: "created", instance_id: "order/4711" }),
    expect.objectContaining({ event_type: "updated", instance_id: "order/4711" }),
  ]);
  expect((await post([event("deleted")])).body.events[0]).toMatchObject({
    outcome: "switched_off",
    deliveries: 0,
  });
});

test("a thousand events are accepted at once, and the same batch with its Idempotency-Key only once", async () => {
  const body = Array.from({ length: 1_000 }, (_, n) => event("created", `order/${n}`));
  const headers = { "idempotency-key": "batch-1" };
  const first = await post(body, { headers });
  const again = await post(body, { headers });
  expect([first.status, again.status, again.headers.get("idempotency-replayed")]).toEqual([202, 202, "true"]);
  expect(again.body).toEqual(first.body);
  const { rows } = await pool().query("select event_id from delivery order by id");
  expect(rows.map((row) => row.event_id)).toEqual(
    first.body.events.map((one: { eventID: string }) => one.eventID),
  );
});

test("of a batch with mistakes nothing is recorded, and each is named by its path", async () => {
  const answer = await post(
    JSON.stringify([
      event("created"),
      { ...event("renamed"), colour: "red" },
      event("created", "", "a/b"),
      event("created", "LONE"),
      { eventType: "created", processName: "Order" },
      event("created", "x".repeat(129)),
      event("created", "tab\there"),
      event("created", "NUL", "NUL"),
      "created",
    ])
      .replace("LONE", "\\ud800")
      .replaceAll("NUL", "\\u0000"),
  );
  expect([answer.status, answer.headers.get("content-type")]).toEqual([422, "application/problem+json"]);
  expect(answer.body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
    "[1].colour",
    "[1].eventType",
    "[2].instanceID",
    "[2].processName",
    "[3].instanceID",
    "[4].instanceID",
    "[5].instanceID",
    "[6].instanceID",
    "[7].instanceID",
    "[7].processName",
    "[8]",
  ]);
  expect(await recorded()).toEqual([]);
});

test("after a hundred mistakes the answer says how many more there are", async () => {
  const { body } = await post(Array.from({ length: 1_000 }, () => event("renamed", "")));
  expect(body.errors).toHaveLength(101);
  expect(body.errors[0].path).toBe("[0].eventType");
  expect(body.errors[100]).toEqual({
    path: "",
    message: "There are 1,900 more problems, which are not listed.",
  });
});

const refused: [string, unknown, RegExp][] = [
  ["an empty batch", [], /1 to 1,000 events/],
  ["1,001 events", Array.from({ length: 1_001 }, () => event("created")), /1 to 1,000 events/],
  ["a text", '"created"', /must be an event/],
  ["an unknown field", { ...event("created"), colour: 1 }, /"colour" is not known/],
  ["a batch in an object", { events: [event("created")] }, /"events" is not known/],
  ["a number as id", { ...event("created"), instanceID: 7 }, /instanceID must be text/],
  ["half a character", '{"eventType":"created","processName":"a","instanceID":"\\udfff"}', /surrogate/],
];
test.each(refused)("%s is refused with a sentence", async (_, body, sentence) => {
  const answer = await post(body);
  expect([answer.status, answer.body.detail]).toEqual([422, expect.stringMatching(sentence)]);
});

test("a body may have 8 MiB, not more", async () => {
  const padded = (bytes: number) => JSON.stringify(event("created")).padEnd(bytes);
  expect((await post(padded(8 * 1_048_576))).status).toBe(202);
  const answer = await post(padded(8 * 1_048_576 + 1));
  expect([answer.status, answer.body.detail]).toEqual([413, "The body is larger than 8192 KiB."]);
});

test("without a token, or without the scope: 401 and 403, and nothing is recorded", async () => {
  for (const attempt of [
    () => post(event("created"), { as: null }),
    () => call(list.GET, "GET", { as: null }),
  ]) {
    expect((await attempt()).status).toBe(401);
  }
  const reader = await post(event("created"), { as: "reader" });
  expect([reader.status, reader.body.detail]).toEqual([403, 'This token lacks the scope "write".']);
  expect(await recorded()).toEqual([]);
});

test("an event is read with its deliveries; who may not read deliveries is not told the URLs", async () => {
  const [{ eventID }] = (await post([event("created")])).body.events;
  await pool().query(
    `update delivery set status = 'failed', done_at = now(), fail_reason = 'schedule_used_up', attempts = 2,
       last_outcome = 'http_error', last_status_code = 503`,
  );
  const known = {
    deliveryID: "dlv_1",
    status: "failed",
    cancelReason: null,
    failReason: "schedule_used_up",
    attemptCount: 2,
    createdAt: expect.any(String),
    doneAt: expect.any(String),
  };
  const base = {
    eventID,
    ...event("created"),
    occurredAt: expect.any(String),
    outcome: "dispatched",
  };
  const told = { ...known, url, lastOutcome: "http_error", lastStatusCode: 503 };
  const asDeveloper = await call(one.GET, "GET", { id: eventID, as: "developer" });
  expect(readEventOperation.answers[200].parse(asDeveloper.body)).toEqual({
    ...base,
    leftOut: [],
    deliveries: [told],
  });
  const asUser = await call(one.GET, "GET", { id: eventID });
  expect(readEventOperation.answers[200].parse(asUser.body)).toEqual({ ...base, deliveries: [known] });
  const listed = await call(list.GET, "GET", { query: "?instanceID=order/4711" });
  expect(listEventsOperation.answers[200].parse(listed.body)).toEqual({
    items: [asUser.body],
    nextCursor: null,
  });
  expect((await call(list.GET, "GET", { as: "developer" })).body.items).toEqual([asDeveloper.body]);
});

test("the list is filtered, and its pages neither repeat nor miss an event while others arrive", async () => {
  await post(Array.from({ length: 5 }, (_, n) => event("created", `page/${n}`)));
  await post([event("updated", "page/0"), event("deleted", "other")]);
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query: string = `?limit=2&eventType=created${cursor && `&cursor=${cursor}`}`;
    const { body } = await call(list.GET, "GET", { query });
    seen.push(...body.items.map((item: { instanceID: string }) => item.instanceID));
    cursor = body.nextCursor;
    await post(event("created", "later"));
  }
  expect(seen).toEqual(["page/4", "page/3", "page/2", "page/1", "page/0"]);
  const count = async (query: string) => (await call(list.GET, "GET", { query })).body.items.length;
  expect(await count("?instanceID=page/0")).toBe(2);
  expect(await count("?instanceID=page/0&outcome=switched_off")).toBe(1);
  await pool().query("update event set occurred_at = '2026-01-02T03:04:05Z' where instance_id = 'other'");
  const exact = "2026-01-02T03:04:05Z";
  expect(await count(`?instanceID=other&to=${exact}`)).toBe(0);
  expect(await count("?from=2020-01-01T00:00:00Z&to=2999-01-01T00:00:00Z&instanceID=page/1")).toBe(1);
  expect(await count("?from=2999-01-01T00:00:00%2B02:00")).toBe(0);
  expect(await count("?instanceID=page/1&from=2020-01-01T00:00:00%2B23:59")).toBe(1);
});

test("a span of time finds an event whose id was made by a clock hours away from the database's", async () => {
  const at = Date.parse("2026-01-02T12:00:00Z");
  const hours = (n: number) => n * 3_600_000;
  const made = [-23, 23].map((apart) => [`clock${apart}`, `evt_${ulid(at + hours(apart))}`]);
  for (const [instanceId, id] of made) {
    await pool().query(
      `insert into event (id, event_type, instance_id, process_name, occurred_at, outcome, actor_name)
       values ($1, 'created', $2, 'A', to_timestamp($3::float8 / 1000), 'no_urls', 'test')`,
      [id, instanceId, at],
    );
  }
  const found = async (from: number, to: number) => {
    const query = `?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
    const { body } = await call(list.GET, "GET", { query });
    return body.items.map(({ instanceID }: { instanceID: string }) => instanceID);
  };
  expect(await found(at, at + 1)).toEqual(["clock23", "clock-23"]);
  expect(await found(at + 1, at + hours(1))).toEqual([]);
  expect(await found(at - hours(1), at)).toEqual([]);
});

test.each([
  "?limit=0",
  "?cursor=abc",
  "?colour=red",
  "?eventType=renamed",
  "?from=yesterday",
  "?instanceID=a&instanceID=b",
  "?to=1969-01-01T00:00:00Z",
  "?from=0000-01-01T00:00:00Z",
  "?to=9999-12-31T23:59:59-01:00",
  "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
])("the list refuses %s", async (query) => {
  expect((await call(list.GET, "GET", { query })).status).toBe(422);
});

test.each(["evt_01M8699C7S7XPM5A1K5A2655NJ", "\u0000", "\ud800", "evt_", "a".repeat(5_000)])(
  "an event that does not exist is not found",
  async (id) => {
    const answer = await call(one.GET, "GET", { id });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  },
);

test("other methods are told which there are", async () => {
  expect((await call(list.PUT, "PUT")).headers.get("allow")).toBe("GET, POST");
  expect((await call(one.POST, "POST", { id: "x" })).headers.get("allow")).toBe("GET");
});
