import { Webhook } from "standardwebhooks";
import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError, TooManyError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { startReceiver } from "@/lib/testing/receiver";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
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

test("who may not, what does not exist, and a secret that another APP_SECRET sealed", async () => {
  await expect(testEndpoint(await actorOf("user"), { endpointID: "ep_1" })).rejects.toThrow(ForbiddenError);
  await expect(testEndpoint(operator, { endpointID: "ep_999" })).rejects.toThrow(NotFoundError);
  await pool().query("update endpoint set secret = '\\x00' where id = 1");
  await expect(testEndpoint(operator, { endpointID: "ep_1" })).rejects.toThrow(
    "The signing secret of this URL cannot be opened with this APP_SECRET. Rotate it to get a new one.",
  );
});
