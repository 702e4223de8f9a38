import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freePort } from "@/lib/testing/ports";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { forwardEvent } from "./forward";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer(() => ({}));
});
afterAll(() => receiver.close());

const event = {
  eventID: "evt_01K0000000000000000000000A",
  eventType: "updated",
  instanceID: "order/1 ä",
  processName: "order",
} as const;
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

test("the application gets the GET that a saved URL would get, path and query as they are", async () => {
  const forward = `${receiver.url}/a//b/../c?x=%7Ey&&z`;
  expect(await forwardEvent(event, { forward, secret: null })).toEqual({ status: 200 });
  const [received] = receiver.received;
  expect(received?.line).toBe(
    "GET /a//b/../c?x=%7Ey&&z&instanceID=order%2F1%20%C3%A4&processName=order&eventType=updated HTTP/1.1",
  );
  const headers = Object.fromEntries(received?.headers ?? []);
  expect(headers).toMatchObject({
    "webhook-id": event.eventID,
    accept: "*/*",
    "user-agent": expect.stringMatching(/^Callboard\//),
  });
  expect(headers).not.toHaveProperty("webhook-signature");
});

test("with a secret of the developer's own it is signed, as receivers verify it", async () => {
  await forwardEvent(event, { forward: `${receiver.url}/hook`, secret });
  const [received] = receiver.received;
  const query = received?.path.split("?")[1] ?? "";
  const verify = () => new Webhook(secret).verify(`"${query}"`, Object.fromEntries(received?.headers ?? []));
  expect(verify).not.toThrow();
});

test("what comes back is told, and no redirect is followed", async () => {
  receiver.answer(() => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } }));
  expect(await forwardEvent(event, { forward: receiver.url, secret })).toEqual({ status: 302 });
  expect(receiver.received).toHaveLength(1);
});

test("an application that is not there is told", async () => {
  const forward = `http://127.0.0.1:${await freePort()}`;
  expect(await forwardEvent(event, { forward, secret })).toEqual({
    problem: expect.stringContaining("ECONNREFUSED"),
  });
});
