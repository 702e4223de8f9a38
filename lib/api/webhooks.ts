import { z } from "zod";
import { testUrlInput } from "@/lib/endpoints/schema";
import { byEventType } from "@/lib/events/event-types";
import { orderBody, webhooksBody } from "@/lib/webhooks/schema";
import { testCall } from "./endpoints";
import { ifMatchPattern } from "./header-patterns";
import { type Operation, operation } from "./operation";

const tag = "Webhooks";

const callback = z.strictObject({
  enabled: z.boolean(),
  urls: z.array(z.string()).meta({ description: "In their order; kept also while it is switched off." }),
});
const webhooks = z.strictObject(byEventType(() => callback)).meta({ id: "Webhooks" });
const etag = { ETag: "Of these settings; for `If-Match`." };

export const readWebhooksOperation = operation({
  id: "readWebhooks",
  method: "GET",
  path: "/api/webhooks",
  tag,
  permission: "webhooks:read",
  summary: "Read the callback settings",
  answerHeaders: etag,
  answers: { 200: webhooks },
});

export const replaceWebhooksOperation = operation({
  id: "replaceWebhooks",
  method: "PUT",
  path: "/api/webhooks",
  tag,
  permission: "webhooks:write",
  summary: "Replace the callback settings",
  description:
    "All or nothing; what is wrong is told for each URL, `line` being its position from 1. When it answers, no call to a URL that was removed or switched off can begin any more.",
  headers: {
    "If-Match": {
      description: "The ETag that reading gave, or `*` to replace whatever is stored.",
      required: true,
      pattern: ifMatchPattern,
    },
  },
  body: webhooksBody,
  example: {
    ...byEventType(() => ({ enabled: false, urls: [] })),
    created: { enabled: true, urls: ["https://hooks.example.com/created"] },
  },
  answerHeaders: etag,
  answers: { 200: webhooks },
  problems: [412, 428],
});

export const testUrlOperation = operation({
  id: "testUrl",
  method: "POST",
  path: "/api/webhooks/test",
  tag,
  permission: "webhooks:write",
  summary: "Send a test to a URL, saved or not",
  description:
    "What an event would send, for an instance `callboard-test`, or with `eventID` for that past event's own instance (a dry run); the answer comes when the call has ended, after about ten seconds at the latest. It counts nowhere.",
  body: testUrlInput,
  example: { url: "https://hooks.example.com/created", eventType: "created" },
  callsOut: true,
  answers: { 200: testCall },
  problems: [409, 429],
});

const order = z.strictObject({ ordered: orderBody.shape.ordered }).meta({ id: "WebhookOrder" });

export const readOrderOperation = operation({
  id: "readWebhookOrder",
  method: "GET",
  path: "/api/webhooks/order",
  tag,
  permission: "webhooks:read",
  summary: "Read whether the order of each instance is kept",
  answers: { 200: order },
});

export const saveOrderOperation = operation({
  id: "saveWebhookOrder",
  method: "PUT",
  path: "/api/webhooks/order",
  tag,
  permission: "webhooks:write",
  summary: "Say whether the order of each instance is kept",
  description: "From the next event on. Apart from the URLs: it needs no `If-Match`.",
  body: orderBody,
  example: { ordered: true },
  answers: { 200: order },
});

export const webhookOperations: readonly Operation[] = [
  readWebhooksOperation,
  replaceWebhooksOperation,
  testUrlOperation,
  readOrderOperation,
  saveOrderOperation,
];
