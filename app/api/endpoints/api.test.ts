import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Operation } from "@/lib/api/operation";
import { operations } from "@/lib/api/operations";
import type { Role } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { certificateFile } from "@/lib/testing/certificate-file";
import { startReceiver } from "@/lib/testing/receiver";
import type { Handler } from "@/lib/web/route";
import * as resume from "./[endpointID]/resume/route";
import * as rotate from "./[endpointID]/rotate-secret/route";
import * as described from "./[endpointID]/route";
import * as secret from "./[endpointID]/secret/route";
import * as suspend from "./[endpointID]/suspend/route";
import * as testing from "./[endpointID]/test/route";
import * as list from "./route";

afterAll(() => pool().end());

type As = Role | "reader";
const tokens = new Map<As, string>();
beforeAll(async () => {
  const developer = await actorOf("developer");
  tokens.set("developer", await tokenOf(developer));
  tokens.set("reader", await tokenOf(developer, ["read"]));
  tokens.set("user", await tokenOf(await actorOf("user")));
});

const url = "https://a.example.com/hook";
const signingSecret = newSigningSecret();
beforeEach(async () => {
  await pool().query("truncate endpoint restart identity cascade");
  await pool().query("insert into endpoint (url, url_hash, secret) values ($1, $2, $3)", [
    url,
    createHash("sha256").update(url).digest("hex"),
    sealSecret(signingSecret, 1, config().appSecret),
  ]);
  await pool().query("insert into subscription (event_type, endpoint_id, position) values ('created', 1, 0)");
  await pool().query("update event_switch set enabled = true where event_type = 'created'");
});

type Call = { id?: string; as?: As | null; query?: string; key?: string; body?: unknown };

async function call(
  handler: Handler,
  method: string,
  { id, as = "developer", query = "", key, body: sent }: Call = {},
) {
  const { status, body } = await callRoute(handler, method, {
    path: `/api/endpoints${query}`,
    params: id === undefined ? {} : { endpointID: id },
    headers: key === undefined ? {} : { "idempotency-key": key },
    token: as && tokens.get(as),
    ...(sent === undefined ? {} : { body: sent }),
  });
  return { status, body };
}

const active = {
  endpointID: "ep_1",
  url,
  name: null,
  processNames: [],
  rate: { perSecond: null, atOnce: null },
  retryPausesS: null,
  note: null,
  eventTypes: ["created"],
  state: "active",
  stateSince: null,
  failures: 0,
  probeAt: null,
  last24h: { delivered: 0, failed: 0, pending: 0, pendingAtLeast: false },
  p50Ms: null,
  p95Ms: null,
  requestHeaders: [],
  clientCertificate: null,
};

test("an endpoint is listed with its state, and with the reason where it is not active", async () => {
  expect(await call(list.GET, "GET")).toEqual({ status: 200, body: { items: [active], nextCursor: null } });
  await pool().query(
    "update endpoint set state = 'probing', state_reason = '20 calls in a row failed.', failures = 20, probe_at = now()",
  );
  const { body } = await call(list.GET, "GET");
  expect(body.items).toMatchObject([
    { state: "probing", reason: "20 calls in a row failed.", failures: 20, probeAt: expect.any(String) },
  ]);
});

test("the list comes in pages that neither repeat nor miss an endpoint", async () => {
  await pool().query(
    "insert into endpoint (url, url_hash) select 'https://b.example.com/' || n, 'hash-' || n from generate_series(2, 5) as n",
  );
  await pool().query(
    "insert into subscription (event_type, endpoint_id, position) select 'updated', id, id from endpoint where id > 1",
  );
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query = `?limit=2${cursor && `&cursor=${cursor}`}`;
    const { body } = await call(list.GET, "GET", { query });
    seen.push(...body.items.map((one: { endpointID: string }) => one.endpointID));
    cursor = body.nextCursor;
  }
  expect(seen).toEqual(["ep_1", "ep_2", "ep_3", "ep_4", "ep_5"]);
  for (const query of ["?cursor=dlv_1", "?limit=0", "?colour=red"]) {
    expect((await call(list.GET, "GET", { query })).status).toBe(422);
  }
});

test("suspending and resuming answer with the endpoint as it is then", async () => {
  const suspended = await call(suspend.POST, "POST", { id: "ep_1" });
  expect(suspended.status).toBe(200);
  expect(suspended.body).toMatchObject({
    endpointID: "ep_1",
    state: "suspended",
    reason: expect.stringMatching(/^Suspended by hand by /),
  });
  const resumed = await call(resume.POST, "POST", { id: "ep_1" });
  expect(resumed.body).toEqual({ ...active, stateSince: expect.any(String) });
});

/** The body fits the answer that the OpenAPI document promises. */
const promised = (operationId: string, body: unknown) =>
  (operations.find(({ id }) => id === operationId) as Operation).answers[200]?.safeParse(body).success;

test("a name and a note are given, changed one by one, and taken away", async () => {
  const patch = (body: unknown) => call(described.PATCH, "PATCH", { id: "ep_1", body });
  const given = await patch({ name: " CRM production ", note: "Ask the CRM team.\r\nTwice." });
  expect(given).toEqual({
    status: 200,
    body: { ...active, name: "CRM production", note: "Ask the CRM team.\nTwice." },
  });
  expect(promised("describeEndpoint", given.body)).toBe(true);
  expect((await patch({ name: "" })).body).toMatchObject({
    name: null,
    note: "Ask the CRM team.\nTwice.",
  });
  expect((await call(list.GET, "GET")).body.items).toMatchObject([{ name: null, note: expect.any(String) }]);
  for (const [body, path] of [
    [{ name: "a".repeat(81) }, "name"],
    [{ name: "a\nb" }, "name"],
    [{ note: "a".repeat(501) }, "note"],
    [{ note: "a\u202eb" }, "note"],
    [{ name: null }, "name"],
    [{ name: "a", title: "a" }, "title"],
    [{}, ""],
  ] as const) {
    expect(await patch(body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  }
});

test("request headers are set, changed and removed by name; no answer holds a value, and all of a request happens or nothing", async () => {
  const patch = (body: unknown) => call(described.PATCH, "PATCH", { id: "ep_1", body });
  const secretValue = "Bearer api-secret-77";
  const given = await patch({
    name: "CRM",
    requestHeaders: [
      { name: " Authorization ", value: secretValue },
      { name: "X-Key", value: "two" },
    ],
  });
  const shown = (name: string) => ({ name, changedAt: expect.any(String) });
  const requestHeaders = [shown("Authorization"), shown("X-Key")];
  expect(given).toEqual({ status: 200, body: { ...active, name: "CRM", requestHeaders } });
  expect(promised("describeEndpoint", given.body)).toBe(true);
  const removed = await patch({ requestHeaders: [{ name: "x-key", value: "" }] });
  expect(removed.body.requestHeaders).toEqual([given.body.requestHeaders[0]]);
  const listed = await call(list.GET, "GET");
  expect(listed.body.items[0].requestHeaders).toEqual([shown("Authorization")]);
  expect(JSON.stringify([given, removed, listed])).not.toContain("api-secret-77");
  const header = (name: string, value = "v") => ({ name, value });
  for (const [headers, path] of [
    [[header("Host")], "requestHeaders[0].name"],
    [[header("X-A"), header("x-a")], "requestHeaders[1].name"],
    [[header("X-A", `${secretValue}\n`)], "requestHeaders[0].value"],
    [[{ name: "X-A" }], "requestHeaders[0].value"],
    [[], "requestHeaders"],
    [Array.from({ length: 21 }, (_, index) => header(`X-${index}`)), "requestHeaders"],
    [Array.from({ length: 10 }, (_, index) => header(`X-${index}`)), "requestHeaders"],
  ] as const) {
    const refused = await patch({ name: "not saved", requestHeaders: headers });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(JSON.stringify(refused)).not.toContain("api-secret-77");
  }
  expect((await call(list.GET, "GET")).body.items[0]).toEqual(removed.body);
});

test("a client certificate is set and removed; no answer holds its key, and what is wrong is told where it is", async () => {
  const patch = (body: unknown) => call(described.PATCH, "PATCH", { id: "ep_1", body });
  const [certificate, key] = [certificateFile("client-ec.crt"), certificateFile("client-ec.key")];
  const given = await patch({ clientCertificate: { certificate, key } });
  expect(given).toMatchObject({
    status: 200,
    body: { clientCertificate: { status: "valid", subject: "O=Example, CN=client one" } },
  });
  expect(promised("describeEndpoint", given.body)).toBe(true);
  expect(JSON.stringify(given)).not.toMatch(/BEGIN|key/i);
  for (const [clientCertificate, path] of [
    [{ certificate, key: "none" }, "clientCertificate.key"],
    [{ certificate: key, key }, "clientCertificate.certificate"],
    [{ certificate }, "clientCertificate.key"],
    [{ certificate, key: "a".repeat(65_537) }, "clientCertificate.key"],
    ["none", "clientCertificate"],
  ] as const) {
    const refused = await patch({ name: "not saved", clientCertificate });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(JSON.stringify(refused)).not.toContain("BEGIN EC");
  }
  expect((await call(list.GET, "GET")).body.items[0]).toEqual(given.body);
  expect((await patch({ name: "CRM" })).body).toEqual({ ...given.body, name: "CRM" });
  expect((await patch({ clientCertificate: null, name: "" })).body).toEqual(active);
  await pool().query("update endpoint set url = 'http://a.example.com/'");
  expect(await patch({ clientCertificate: { certificate, key } })).toMatchObject({
    status: 422,
    body: { errors: [{ path: "clientCertificate" }] },
  });
});

test("a test answers with the attempt, as the event type asked for", async () => {
  const receiver = await startReceiver();
  receiver.answer(() => ({ status: 500 }));
  await pool().query("update endpoint set url = $1", [`${receiver.url}/in`]);
  const { status, body } = await call(testing.POST, "POST", { id: "ep_1" });
  expect(status).toBe(200);
  expect(body).toMatchObject({ outcome: "http_error", statusCode: 500, signedWithOwnSecret: true });
  expect(promised("testEndpoint", body)).toBe(true);
  expect(receiver.received[0]?.path).toContain("eventType=created");
  await call(testing.POST, "POST", { id: "ep_1", query: "?eventType=deleted" });
  expect(receiver.received[1]?.path).toContain("eventType=deleted");
  const wrong = await call(testing.POST, "POST", { id: "ep_1", query: "?eventType=gone" });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: "eventType" }] } });
  const unknown = await call(testing.POST, "POST", { id: "ep_1", query: "?type=created" });
  expect(unknown).toMatchObject({ status: 422, body: { errors: [{ path: "type" }] } });
  await receiver.close();
});

test("the same Idempotency-Key with another query is another request", async () => {
  const receiver = await startReceiver();
  await pool().query("update endpoint set url = $1", [receiver.url]);
  const ask = (query: string) => call(testing.POST, "POST", { id: "ep_1", query, key: "query" });
  const first = await ask("?eventType=created");
  expect(await ask("?eventType=created")).toEqual(first);
  expect(await ask("?eventType=updated")).toMatchObject({ status: 422 });
  expect(receiver.received).toHaveLength(1);
  await receiver.close();
});

test("nine tests at once: one is told to come later", async () => {
  const receiver = await startReceiver();
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  receiver.answer(async () => {
    await held;
    return {};
  });
  await pool().query("update endpoint set url = $1", [receiver.url]);
  const eight = Array.from({ length: 8 }, () => call(testing.POST, "POST", { id: "ep_1" }));
  await receiver.until((received) => received.length === 8);
  expect(await call(testing.POST, "POST", { id: "ep_1" })).toMatchObject({ status: 429 });
  answer();
  expect((await Promise.all(eight)).map(({ status }) => status)).toEqual(Array(8).fill(200));
  await receiver.close();
});

test("a rotated secret is another one, and the answer says until when the one before is valid", async () => {
  expect(await call(secret.GET, "GET", { id: "ep_1" })).toEqual({
    status: 200,
    body: { secret: signingSecret },
  });
  const rotated = await call(rotate.POST, "POST", { id: "ep_1" });
  expect(rotated).toEqual({ status: 200, body: { ...active, previousSecretUntil: expect.any(String) } });
  expect(promised("rotateEndpointSecret", rotated.body)).toBe(true);
  const { body } = await call(secret.GET, "GET", { id: "ep_1" });
  expect(promised("readEndpointSecret", body)).toBe(true);
  expect(body.secret).not.toBe(signingSecret);
});

test("a rotation sent again with its Idempotency-Key is given the first answer and rotates no more", async () => {
  const first = await call(rotate.POST, "POST", { id: "ep_1", key: "rotate" });
  expect(first.body.previousSecretUntil).toEqual(expect.any(String));
  const { body } = await call(secret.GET, "GET", { id: "ep_1" });
  expect(await call(rotate.POST, "POST", { id: "ep_1", key: "rotate" })).toEqual(first);
  expect((await call(secret.GET, "GET", { id: "ep_1" })).body).toEqual(body);
});

test("a secret that cannot be opened is 409, for showing and for testing", async () => {
  await pool().query("update endpoint set secret = '\\x00'");
  for (const [handler, method] of [
    [secret.GET, "GET"],
    [testing.POST, "POST"],
  ] as const) {
    const { status, body } = await call(handler, method, { id: "ep_1" });
    expect([status, body.detail]).toEqual([409, expect.stringContaining("Rotate it")]);
  }
});

test("a token that only reads sees no secret and changes nothing", async () => {
  expect((await call(list.GET, "GET", { as: "reader" })).status).toBe(200);
  for (const [handler, method] of [
    [secret.GET, "GET"],
    [rotate.POST, "POST"],
    [described.PATCH, "PATCH"],
    [testing.POST, "POST"],
    [suspend.POST, "POST"],
  ] as const) {
    expect((await call(handler, method, { id: "ep_1", as: "reader" })).status).toBe(403);
  }
});

test("nobody without a token, no User, and nothing that does not exist", async () => {
  for (const [handler, method, id] of [
    [list.GET, "GET", undefined],
    [suspend.POST, "POST", "ep_1"],
    [resume.POST, "POST", "ep_1"],
    [testing.POST, "POST", "ep_1"],
    [rotate.POST, "POST", "ep_1"],
    [described.PATCH, "PATCH", "ep_1"],
    [secret.GET, "GET", "ep_1"],
  ] as const) {
    expect((await call(handler, method, { as: null, ...(id ? { id } : {}) })).status).toBe(401);
    expect((await call(handler, method, { as: "user", ...(id ? { id } : {}) })).status).toBe(403);
  }
  for (const id of ["ep_2", "dlv_1", "", "ep_99999999999"]) {
    expect((await call(suspend.POST, "POST", { id })).status).toBe(404);
    expect((await call(described.PATCH, "PATCH", { id, body: { name: "A" } })).status).toBe(404);
    expect((await call(resume.POST, "POST", { id })).status).toBe(404);
    expect((await call(testing.POST, "POST", { id })).status).toBe(404);
    expect((await call(rotate.POST, "POST", { id })).status).toBe(404);
    expect((await call(secret.GET, "GET", { id })).status).toBe(404);
  }
});
