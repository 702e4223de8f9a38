import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Operation } from "@/lib/api/operation";
import { operations } from "@/lib/api/operations";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { suspendEndpoint } from "@/lib/endpoints/suspend";
import { eventTypes } from "@/lib/events/event-types";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { startReceiver } from "@/lib/testing/receiver";
import type { Handler } from "@/lib/web/route";
import * as order from "./order/route";
import * as webhooks from "./route";
import * as testing from "./test/route";

afterAll(() => pool().end());

type As = "developer" | "user" | "reader";
const tokens = new Map<As, string>();
beforeAll(async () => {
  const developer = await actorOf("developer");
  tokens.set("developer", await tokenOf(developer));
  tokens.set("reader", await tokenOf(developer, ["read"]));
  tokens.set("user", await tokenOf(await actorOf("user")));
});
beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate subscription, endpoint restart identity cascade");
  await pool().query("update event_switch set enabled = false");
  await pool().query("update webhook_settings set ordered = false");
});

type Call = { as?: As | null; body?: unknown; ifMatch?: string | undefined; key?: string };

async function call(handler: Handler, method: string, { as = "developer", body, ifMatch, key }: Call = {}) {
  const answer = await callRoute(handler, method, {
    path: "/api/webhooks",
    body,
    headers: {
      ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    token: as && tokens.get(as),
  });
  return { status: answer.status, etag: answer.headers.get("etag"), body: answer.body };
}

const off = { enabled: false, urls: [] as string[] };
const on = (...urls: string[]) => ({ enabled: true, urls });
const [a, b] = ["http://127.0.0.1:8081/a", "http://127.0.0.1:8081/b?x=%20"] as const;
const get = () => call(webhooks.GET, "GET");
const put = (body: unknown, ifMatch?: string) => call(webhooks.PUT, "PUT", { body, ifMatch });

/** The body fits the answer that the OpenAPI document promises. */
function promised(id: string, { status, body }: { status: number; body: unknown }) {
  const { answers } = operations.find((one) => one.id === id) as Operation;
  return answers[status]?.safeParse(body).success;
}

test("settings are read with an ETag, replaced with it, and answered with the next", async () => {
  const first = await get();
  expect(first).toMatchObject({
    status: 200,
    body: noCallbacks,
    etag: expect.stringMatching(/^"[\w-]{27}"$/),
  });
  const wanted = { ...noCallbacks, created: on(a, b), updated: { enabled: false, urls: [b] } };
  const saved = await put(wanted, first.etag ?? "");
  expect(saved).toMatchObject({ status: 200, body: wanted });
  expect(saved.etag).not.toBe(first.etag);
  expect(await get()).toEqual(saved);
  expect([promised("readWebhooks", first), promised("replaceWebhooks", saved)]).toEqual([true, true]);
});

test("a stale ETag is 412 with who saved and when, and changes nothing; no ETag is 428", async () => {
  const { etag } = await get();
  await put({ ...noCallbacks, created: on(a) }, etag ?? "");
  const stale = await put(noCallbacks, etag ?? "");
  expect(stale.status).toBe(412);
  expect(stale.body.detail).toMatch(
    /^developer \d+ \(token test\) saved these settings at \d\d:\d\d UTC on \d{4}-\d\d-\d\d\. Nothing was changed/,
  );
  expect((await put(noCallbacks)).status).toBe(428);
  expect((await put(noCallbacks, "no-quotes")).status).toBe(400);
  expect((await get()).body.created).toEqual(on(a));
});

test("lists, weak tags and * are understood as RFC 9110 says", async () => {
  const { etag } = await get();
  expect((await put(noCallbacks, `W/${etag}`)).status).toBe(412);
  expect((await put(noCallbacks, `W/${etag}, "other"`)).body.detail).toMatch(
    /^The settings are not those of that ETag/,
  );
  expect((await put({ ...noCallbacks, created: on(a) }, `"other", ${etag}`)).status).toBe(200);
  expect((await put({ ...noCallbacks, created: on(b) }, "*")).status).toBe(200);
});

test("an ETag stays good while only the order, or the state of a URL, is changed", async () => {
  const { etag } = await put({ ...noCallbacks, created: on(a) }, "*");
  await suspendEndpoint(operator, "ep_1");
  await call(order.PUT, "PUT", { body: { ordered: true } });
  expect((await get()).etag).toBe(etag);
  expect((await put({ ...noCallbacks, created: on(a, b) }, etag ?? "")).status).toBe(200);
});

test("every bad URL is told with its list and its position, and nothing of the save is done", async () => {
  await put({ ...noCallbacks, created: on(a) }, "*");
  const { status, body } = await put(
    {
      ...noCallbacks,
      created: on(b, "ftp://x", "", `${a}\n${b}`),
      updated: on(),
      deleted: { enabled: false, urls: [a, a, `http://127.0.0.1:8081/${"x".repeat(2_048)}`] },
    },
    "*",
  );
  expect(status).toBe(422);
  expect(body.errors).toEqual([
    { path: "created.urls", line: 2, message: "Line 2: must start with http:// or https://." },
    { path: "created.urls", line: 3, message: "Line 3 is empty." },
    { path: "created.urls", line: 4, message: expect.stringMatching(/^Line 4 seems to hold several URLs/) },
    { path: "updated.urls", message: expect.stringMatching(/^Callbacks are switched on for Updated/) },
    { path: "deleted.urls", line: 2, message: "Line 2 repeats line 1." },
    { path: "deleted.urls", line: 3, message: expect.stringMatching(/the limit is 2,048/) },
  ]);
  expect((await get()).body).toEqual({ ...noCallbacks, created: on(a) });
});

test("limits and the form of the body: 20 URLs, 64 KiB, no field but these, none missing", async () => {
  const messages = async (body: unknown) => {
    const answer = await put(body, "*");
    expect(answer.status).toBe(422);
    return answer.body.errors;
  };
  const many = Array.from({ length: 21 }, (_, n) => `${a}/${n}`);
  expect(await messages({ ...noCallbacks, created: on(...many) })).toEqual([
    { path: "created.urls", message: "21 URLs entered; at most 20 are allowed." },
  ]);
  expect(await messages({ ...noCallbacks, created: on(...Array(33).fill("x".repeat(2_000))) })).toEqual([
    { path: "created.urls", message: expect.stringMatching(/the limit is 65,536/) },
  ]);
  expect(await messages({ ...noCallbacks, created: { ...off, url: a }, order: true })).toMatchObject([
    { path: "created.url", message: 'The field "url" is not known; remove it.' },
    { path: "order", message: 'The field "order" is not known; remove it.' },
  ]);
  expect(await messages({ created: off, updated: { enabled: "yes", urls: a } })).toMatchObject([
    { path: "updated.enabled" },
    { path: "updated.urls" },
    ...eventTypes.slice(2).map((path) => ({ path })),
  ]);
});

test("whether order is kept is read and saved on its own", async () => {
  expect(await call(order.GET, "GET")).toMatchObject({ status: 200, body: { ordered: false } });
  const saved = await call(order.PUT, "PUT", { body: { ordered: true } });
  expect(saved).toMatchObject({ status: 200, body: { ordered: true } });
  expect(promised("saveWebhookOrder", saved)).toBe(true);
  expect((await call(order.GET, "GET")).body).toEqual({ ordered: true });
  expect((await call(order.PUT, "PUT", { body: { ordered: "on" } })).status).toBe(422);
  expect((await call(order.PUT, "PUT", { body: { ordered: true, version: 1 } })).status).toBe(422);
});

test("a URL that is not saved can be tested; one that may not be called is refused", async () => {
  const receiver = await startReceiver();
  const body = { url: `${receiver.url}/unsaved`, eventType: "deleted" };
  const tested = await call(testing.POST, "POST", { body, key: "one" });
  expect(tested).toMatchObject({
    status: 200,
    body: { outcome: "delivered", statusCode: 200, signedWithOwnSecret: false },
  });
  expect(promised("testUrl", tested)).toBe(true);
  expect(receiver.received[0]?.path).toMatch(/^\/unsaved\?instanceID=callboard-test&.*eventType=deleted$/);
  expect(await call(testing.POST, "POST", { body, key: "one" })).toMatchObject({ body: tested.body });
  expect(receiver.received).toHaveLength(1);
  const refused = await call(testing.POST, "POST", {
    body: { url: "http://10.0.0.5/", eventType: "created" },
  });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "url" }] } });
  expect((await call(testing.POST, "POST", { body: { url: a, eventType: "other" } })).status).toBe(422);
  await receiver.close();
});

test("nobody without a token, no User; a token that only reads changes and sends nothing", async () => {
  const bodies: [Handler, string, unknown][] = [
    [webhooks.GET, "GET", undefined],
    [order.GET, "GET", undefined],
    [webhooks.PUT, "PUT", noCallbacks],
    [order.PUT, "PUT", { ordered: true }],
    [testing.POST, "POST", { url: a, eventType: "created" }],
  ];
  for (const [handler, method, body] of bodies) {
    const as = async (who: As | null) =>
      (await call(handler, method, { as: who, body, ifMatch: "*" })).status;
    expect(await as(null)).toBe(401);
    expect(await as("user")).toBe(403);
    expect(await as("reader")).toBe(method === "GET" ? 200 : 403);
  }
});

test("an Idempotency-Key is bound to If-Match, and a refusal is given again", async () => {
  const { etag } = await get();
  const body = { ...noCallbacks, created: on(a) };
  const saved = await call(webhooks.PUT, "PUT", { body, ifMatch: etag ?? "", key: "save" });
  expect(saved.status).toBe(200);
  expect(await call(webhooks.PUT, "PUT", { body, ifMatch: etag ?? "", key: "save" })).toEqual(saved);
  expect((await call(webhooks.PUT, "PUT", { body, ifMatch: "*", key: "save" })).status).toBe(422);
  const stale = { body: noCallbacks, ifMatch: etag ?? "", key: "stale" };
  expect((await call(webhooks.PUT, "PUT", stale)).status).toBe(412);
  expect((await call(webhooks.PUT, "PUT", stale)).status).toBe(412);
});
