import { Webhook } from "standardwebhooks";
import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError, TooManyError } from "@/lib/errors";
import { newEventId } from "@/lib/ids";
import { createInstance } from "@/lib/instances/create";
import { actorOf } from "@/lib/testing/actors";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { startReceiver } from "@/lib/testing/receiver";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { testUrlInput } from "./schema";
import { openSecret } from "./secret-box";
import { testEndpoint, testUrl } from "./test-call";

afterAll(() => pool().end());

test("a test sends what an event would, signed by the URL's own secret, and counts nowhere", async () => {
  const receiver = await startReceiver();
  const url = `${receiver.url}/in?key=1`;
  const { version } = await readWebhooks(operator);
  await replaceWebhooks(operator, { version, ...noCallbacks, created: { enabled: true, urls: url } });
  const result = await testUrl(await actorOf("developer"), { url, eventType: "deleted" });
  expect(result).toMatchObject({ outcome: "delivered", statusCode: 200, signedWithOwnSecret: true });
  const [request] = receiver.received;
  const query = "key=1&instanceID=callboard-test&processName=callboard-test&eventType=deleted";
  expect(request?.path).toBe(`/in?${query}`);
  const { rows } = await pool().query("select id, secret from endpoint");
  const secret = openSecret(rows[0].secret, rows[0].id, config().appSecret);
  new Webhook(secret).verify(`"${query}"`, Object.fromEntries(request?.headers ?? []));
  const counted = await pool().query(
    "select (select count(*) from event) + (select count(*) from delivery) as n",
  );
  expect(counted.rows).toEqual([{ n: "0" }]);
  const audited = await pool().query("select action, after from audit_entry order by id desc limit 1");
  expect(audited.rows[0]).toMatchObject({ action: "webhooks.tested", after: { outcome: "delivered" } });
  await receiver.close();
});

test("a dry run sends a past event's own parameters to any URL, marked as a test, and counts nowhere", async () => {
  const receiver = await startReceiver();
  const created = await createInstance(operator, { processName: "Training request" });
  const url = `${receiver.url}/dry?key=1`;
  const before = await countRows();
  const result = await testUrl(await actorOf("developer"), { url, eventID: created.eventID });
  expect(result).toMatchObject({ outcome: "delivered", signedWithOwnSecret: false });
  const [request] = receiver.received;
  const query = `instanceID=${created.instanceID}&processName=Training%20request&eventType=created`;
  expect(request?.path).toBe(`/dry?key=1&${query}`);
  expect(new Map(request?.headers).get("webhook-id")).toMatch(/^evt_test_/);
  expect(await countRows()).toEqual(before);
  const audited = await pool().query("select action, after from audit_entry order by id desc limit 1");
  expect(audited.rows[0]).toEqual({
    action: "webhooks.tested",
    after: {
      host: new URL(url).host,
      eventType: "created",
      eventID: created.eventID,
      outcome: "delivered",
    },
  });
  await receiver.close();
});

test("a dry run of an unknown event is refused with a sentence, and nothing is sent", async () => {
  const receiver = await startReceiver();
  const url = `${receiver.url}/dry`;
  for (const eventID of [newEventId(), "evt_1", "'; --"]) {
    await expect(testUrl(operator, { url, eventID })).rejects.toThrow(
      `There is no event ${eventID}. It may have been deleted: finished events are kept 30 days.`,
    );
  }
  expect(receiver.received).toEqual([]);
  await receiver.close();
});

test("a dry run needs the right to test and to read events, and a URL that may be called", async () => {
  const { eventID } = await createInstance(operator, { processName: "Leave" });
  const url = "http://127.0.0.1/";
  await expect(testUrl(await actorOf("user"), { url, eventID })).rejects.toThrow(ForbiddenError);
  const writesOnly = { ...(await actorOf("developer")), scopes: ["write" as const] };
  await expect(testUrl(writesOnly, { url, eventID })).rejects.toThrow(ForbiddenError);
  await expect(testUrl(operator, { url: "http://10.0.0.5/", eventID })).rejects.toThrow(InvalidError);
});

test("either an event type or a past event is given, never both and never none", () => {
  const url = "http://127.0.0.1/";
  expect(testUrlInput.safeParse({ url, eventType: "created" }).success).toBe(true);
  expect(testUrlInput.safeParse({ url, eventID: "evt_1" }).success).toBe(true);
  for (const input of [{ url }, { url, eventType: "created", eventID: "evt_1" }]) {
    expect(testUrlInput.safeParse(input).error?.issues).toMatchObject([
      { path: ["eventType"], message: "give either an event type or the ID of a past event" },
    ]);
  }
});

test("a test of an address that may not be called is refused before anything is sent", async () => {
  await expect(testUrl(operator, { url: "http://10.0.0.5/", eventType: "created" })).rejects.toThrow(
    InvalidError,
  );
  await expect(
    testUrl(await actorOf("user"), { url: "http://127.0.0.1/", eventType: "created" }),
  ).rejects.toThrow(ForbiddenError);
});

test("a stored endpoint is tested by its id, also while it is suspended, as an event type it is entered for", async () => {
  const receiver = await startReceiver();
  receiver.answer(() => ({ status: 503, body: "busy" }));
  const url = `${receiver.url}/stored`;
  await replaceWebhooks(operator, {
    version: null,
    ...noCallbacks,
    updated: { enabled: false, urls: url },
    deleted: { enabled: false, urls: url },
  });
  const { rows } = await pool().query("update endpoint set state = 'suspended' where url = $1 returning id", [
    url,
  ]);
  const endpointID = `ep_${rows[0].id}`;
  const result = await testEndpoint(operator, { endpointID });
  expect(result).toMatchObject({
    outcome: "http_error",
    statusCode: 503,
    cause: "Answered 503 Service Unavailable.",
    request: expect.stringMatching(/^GET \/stored\?instanceID=callboard-test&.*eventType=updated HTTP/),
    responseHeaders: "content-length: 4",
    responseBody: "busy",
    startedAt: expect.stringMatching(/Z$/),
    finishedAt: expect.stringMatching(/Z$/),
    totalMs: expect.any(Number),
    signedWithOwnSecret: true,
  });
  await testEndpoint(operator, { endpointID, eventType: "deleted" });
  expect(receiver.received.at(-1)?.path).toMatch(/eventType=deleted$/);
  const audited = await pool().query(
    "select action, subject, after from audit_entry order by id desc limit 1",
  );
  expect(audited.rows).toEqual([
    {
      action: "endpoint.tested",
      subject: endpointID,
      after: { eventType: "deleted", outcome: "http_error" },
    },
  ]);
  await receiver.close();
});

test("at most eight tests wait at once; one more is told to come later", async () => {
  const receiver = await startReceiver();
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  receiver.answer(async () => {
    await held;
    return {};
  });
  const once = () => testUrl(operator, { url: `${receiver.url}/held`, eventType: "created" });
  const eight = Array.from({ length: 8 }, once);
  await receiver.until((received) => received.length === 8);
  await expect(once()).rejects.toThrow(TooManyError);
  answer();
  expect((await Promise.all(eight)).map(({ outcome }) => outcome)).toEqual(Array(8).fill("delivered"));
  expect((await once()).outcome).toBe("delivered");
  await receiver.close();
});

test("a URL that was saved when a bare quote still was taken is called as it is", async () => {
  const receiver = await startReceiver();
  const { rows } = await pool().query(
    "update endpoint set url = $1, url_hash = encode(sha256(convert_to($1, 'UTF8')), 'hex') where id = 1 returning id",
    [`${receiver.url}/old?f="5"`],
  );
  expect(rows).toEqual([{ id: expect.anything() }]);
  expect(await testEndpoint(operator, { endpointID: "ep_1" })).toMatchObject({ outcome: "delivered" });
  expect(receiver.received[0]?.path).toMatch(/^\/old\?f="5"&instanceID=/);
  await receiver.close();
});

test("who may not, what does not exist, and a secret that another APP_SECRET sealed", async () => {
  await expect(testEndpoint(await actorOf("user"), { endpointID: "ep_1" })).rejects.toThrow(ForbiddenError);
  await expect(testEndpoint(operator, { endpointID: "ep_999" })).rejects.toThrow(NotFoundError);
  await pool().query("update endpoint set secret = '\\x00' where id = 1");
  await expect(testEndpoint(operator, { endpointID: "ep_1" })).rejects.toThrow(
    "The signing secret of this URL cannot be opened with this APP_SECRET. Rotate it to get a new one.",
  );
});

async function countRows() {
  const { rows } = await pool().query(
    "select (select count(*) from event) as events, (select count(*) from delivery) as deliveries",
  );
  return rows;
}
