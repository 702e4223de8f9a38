import { afterEach, beforeEach, expect, test } from "vitest";
import { openApiDocument } from "@/lib/api/document";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { acceptEvents } from "@/lib/events/accept";
import { byEventType } from "@/lib/events/event-types";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventuallyCount } from "@/lib/testing/eventually";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import * as webhooks from "./route";

/** What changes where an operator sets CALLBACK_MAX_URLS. */

const setMaxUrls = (maxUrls: number) => Object.assign(config(), { maxUrls });

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  setMaxUrls(500);
});
afterEach(async () => {
  await receiver.close();
  setMaxUrls(20);
});

type Described = {
  content: {
    "application/json": {
      schema: {
        properties: { created: { properties: { urls: unknown } } };
      };
    };
  };
};

const urlsOf = (of: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${receiver.url}/${of}/${String(n).padEnd(60, "x")}`);

async function put(body: unknown) {
  const token = await tokenOf(await actorOf("developer"));
  const headers = { "if-match": "*" };
  return callRoute(webhooks.PUT, "PUT", { path: "/api/webhooks", token, headers, body });
}

test("500 URLs of each type are saved, one event reaches all of its type, and fewer allowed takes none away", async () => {
  const all = byEventType((type) => ({ enabled: true, urls: urlsOf(type, 500) }));
  expect(await put(all)).toMatchObject({ status: 200, body: all });

  dispatcherHere();
  const event = { instanceID: "a-1", processName: "A" };
  expect(await acceptEvents(operator, [{ ...event, eventType: "created" }])).toMatchObject([
    { outcome: "dispatched", deliveries: 500 },
  ]);
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 500);
  expect(new Set(receiver.received.map(({ path }) => path.split("?")[0])).size).toBe(500);

  setMaxUrls(20);
  expect((await put(all)).body.errors[0]).toEqual({
    path: "created.urls",
    message: "500 URLs entered; at most 20 are allowed.",
  });
  // Of one statement, as of many clients at once: all types are announced together.
  const events = (["created", "updated", "deleted"] as const).map((eventType) => ({ ...event, eventType }));
  expect(await acceptEvents(operator, events)).toMatchObject([
    { deliveries: 500 },
    { deliveries: 500 },
    { deliveries: 500 },
  ]);
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 2_000);
});

test("the number is in every refusal and in the document, and a body of far too many is not judged", async () => {
  const errorsOf = async (urls: string[]) =>
    (await put({ ...noCallbacks, created: { enabled: true, urls } })).body.errors;
  expect(await errorsOf(urlsOf("a", 501))).toEqual([
    { path: "created.urls", message: "501 URLs entered; at most 500 are allowed." },
  ]);
  expect(await errorsOf(Array(581).fill("x"))).toEqual([
    { path: "created.urls", message: "holds more URLs than any operator can allow" },
  ]);
  const { paths } = openApiDocument({ appUrl: "http://a.example.com", version: "1", maxUrls: 500 });
  const body = paths?.["/api/webhooks"]?.put?.requestBody as unknown as Described;
  const { urls } = body.content["application/json"].schema.properties.created.properties;
  expect(urls).toMatchObject({ maxItems: 500 });
});
