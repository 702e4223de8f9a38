import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { operation } from "@/lib/api/operation";
import { pool } from "@/lib/db/pool";
import { BusyError, ConflictError, TooManyError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { tokenOf } from "@/lib/testing/api";
import { route } from "./route";

afterAll(() => pool().end());

let token = "";
beforeAll(async () => {
  token = await tokenOf(await actorOf("developer"));
});

beforeEach(async () => {
  await pool().query("truncate idempotency_key; update installation set release_before_until = null");
});

/** A route that says how often it has served, and a caller of it. */
function counting(refusals: Error[] = []) {
  let served = 0;
  const handler = route(
    operation({
      id: "countThing",
      method: "POST",
      path: "/api/things/{thingID}",
      tag: "Things",
      permission: "instances:write",
      summary: "Counts.",
      query: z.object({ size: z.string().optional() }),
      body: z.object({ name: z.string() }),
      answers: { 200: z.object({ served: z.number() }) },
    }),
    async () => {
      served += 1;
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return { served };
    },
  );
  const call = async (
    address: string,
    {
      method = "POST",
      name = "a",
      ifMatch,
      key = "one key",
    }: { method?: string; name?: string; ifMatch?: string; key?: string } = {},
  ) => {
    const request = new Request(`http://localhost/api/things/${address}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": key,
        ...(ifMatch ? { "if-match": ifMatch } : {}),
      },
      body: JSON.stringify({ name }),
    });
    const answer = await handler(request, { params: Promise.resolve({ thingID: address }) });
    return { status: answer.status, replayed: answer.headers.has("idempotency-replayed") };
  };
  return { call, handler, served: () => served };
}

test("an Idempotency-Key belongs to one request: its method, path, query, If-Match and body", async () => {
  const { call, served } = counting();
  expect(await call("1?size=2")).toEqual({ status: 200, replayed: false });
  expect(await call("1?size=2")).toEqual({ status: 200, replayed: true });
  const another = { status: 422, replayed: false };
  expect(await call("2?size=2")).toEqual(another);
  expect(await call("1?size=3")).toEqual(another);
  expect(await call("1")).toEqual(another);
  expect(await call("1?size=2", { method: "PUT" })).toEqual(another);
  expect(await call("1?size=2", { name: "b" })).toEqual(another);
  expect(await call("1?size=2", { ifMatch: '"1"' })).toEqual(another);
  expect(served()).toBe(1);
});

test("a refusal is kept for its Idempotency-Key, but none that says to come again", async () => {
  const { call, served } = counting([
    new BusyError("Busy."),
    new TooManyError("Two are under way."),
    new ConflictError("Somebody was faster."),
  ]);
  expect(await call("1", { key: "again" })).toEqual({ status: 503, replayed: false });
  expect(await call("1", { key: "again" })).toEqual({ status: 429, replayed: false });
  expect(await call("1", { key: "again" })).toEqual({ status: 409, replayed: false });
  expect(await call("1", { key: "again" })).toEqual({ status: 409, replayed: true });
  expect(served()).toBe(3);
});

describe("of a request the database holds", () => {
  /** As the release before makes it, of what `call("1")` sends. */
  const unkeyed = createHash("sha256")
    .update(JSON.stringify(["POST", "/api/things/1", null, { name: "a" }]))
    .digest("hex");
  const stored = async () =>
    (await pool().query("select encode(fingerprint, 'hex') as fingerprint from idempotency_key")).rows;

  test("no hash by which a weak value in its body could be guessed", async () => {
    await counting().call("1");
    expect(await stored()).toEqual([{ fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(await stored()).not.toEqual([{ fingerprint: unkeyed }]);
  });

  test("what the release before has stored of it, and it is the same request still", async () => {
    const { call, served } = counting();
    await call("1");
    await pool().query("update idempotency_key set fingerprint = decode($1, 'hex')", [unkeyed]);
    expect(await call("1")).toEqual({ status: 200, replayed: true });
    expect(await call("1", { name: "b" })).toEqual({ status: 422, replayed: false });
    expect(served()).toBe(1);
  });

  test("what the release before can read, for as long as that may run beside this one", async () => {
    const { call } = counting();
    await pool().query("update installation set release_before_until = now() + interval '1 min'");
    await call("1");
    expect(await stored()).toEqual([{ fingerprint: unkeyed }]);
    await pool().query("update installation set release_before_until = now()");
    expect(await call("1")).toEqual({ status: 200, replayed: true });
    expect(await call("1", { name: "b" })).toEqual({ status: 422, replayed: false });
  });
});

test("an operation that takes no body refuses one that says something", async () => {
  const handler = route(
    operation({
      id: "doThing",
      method: "POST",
      path: "/api/things",
      tag: "Things",
      permission: "instances:write",
      summary: "Does it.",
      answers: { 200: z.object({ done: z.boolean() }) },
    }),
    async () => ({ done: true }),
  );
  const send = async (body: string | undefined, type = "application/json") => {
    const headers = { authorization: `Bearer ${token}`, "content-type": type };
    const init = body === undefined ? { headers } : { headers, body };
    const request = new Request("http://localhost/api/things", { method: "POST", ...init });
    const answer = await handler(request, { params: Promise.resolve({}) });
    return { status: answer.status, ...(await answer.json()) };
  };
  for (const nothing of [undefined, "", "{}", "null"]) {
    expect([nothing, (await send(nothing)).status]).toEqual([nothing, 200]);
  }
  expect(await send('{"eventType":"deleted"}')).toMatchObject({
    status: 422,
    errors: [{ path: "eventType", message: 'The field "eventType" is not known; remove it.' }],
  });
  expect((await send("[]")).status).toBe(422);
  expect((await send("{")).status).toBe(400);
  expect((await send("eventType=deleted", "application/x-www-form-urlencoded")).status).toBe(415);
  expect((await send(`"${"x".repeat(65_536)}"`)).status).toBe(413);
});

test("a token is read from a bearer's Authorization alone, and a body from JSON alone", async () => {
  const sent: Record<string, string>[] = [
    { authorization: `Bearer ${token}` },
    { authorization: `bearer ${token}` },
    { authorization: `Basic YTpi, Bearer ${token}` },
    { authorization: `NotBearer ${token}` },
    { authorization: `Bearer ${token} and more` },
    { authorization: token },
    {},
    { authorization: `Bearer ${token}`, "content-type": "text/plain" },
  ];
  const answers = await Promise.all(
    sent.map((headers) => statusWith({ "content-type": "application/json", ...headers })),
  );
  expect(answers).toEqual([200, 200, 401, 401, 401, 401, 401, 415]);
});

async function statusWith(headers: Record<string, string>): Promise<number> {
  const request = new Request("http://localhost/api/things", {
    method: "POST",
    headers,
    body: '{"name":"a"}',
  });
  return (await counting().handler(request, { params: Promise.resolve({}) })).status;
}
