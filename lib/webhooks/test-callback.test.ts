import { Webhook } from "standardwebhooks";
import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { openSecret } from "@/lib/callback/secret-box";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { startReceiver } from "@/lib/testing/receiver";
import { readWebhooks } from "./read";
import { replaceWebhooks } from "./save";
import { testCallback } from "./test-callback";

afterAll(() => pool().end());

test("a test sends what an event would, signed by the URL's own secret, and counts nowhere", async () => {
  const receiver = await startReceiver();
  const url = `${receiver.url}/in?key=1`;
  const { version } = await readWebhooks(operator);
  const off = { enabled: false, urls: "" };
  await replaceWebhooks(operator, {
    version,
    created: { enabled: true, urls: url },
    updated: off,
    deleted: off,
  });
  const result = await testCallback(await actorOf("developer"), { url, eventType: "deleted" });
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
  await expect(testCallback(operator, { url: "http://10.0.0.5/", eventType: "created" })).rejects.toThrow(
    InvalidError,
  );
  await expect(
    testCallback(await actorOf("user"), { url: "http://127.0.0.1/", eventType: "created" }),
  ).rejects.toThrow(ForbiddenError);
});
