import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import { queryOf } from "@/lib/callback/request-url";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { signCallbackRequest } from "./sign-request";

const eventId = "evt_1";
const event = {
  eventId,
  instanceID: "leave request-1",
  processName: "leave request",
  eventType: "updated",
} as const;

test("the stock Standard Webhooks library verifies a callback, and refuses an altered query", () => {
  const secret = newSigningSecret();
  const request = buildCallbackRequest(unsavedEndpoint("https://example.com/hook?a=%2F"), event);
  const query = queryOf(request.url);
  const signing = { eventId, secrets: [newSigningSecret(), secret], nowMs: Date.now() };
  const headers = Object.fromEntries(signCallbackRequest(request, signing).headers);
  const library = new Webhook(secret);
  expect(library.verify(`"${query}"`, headers)).toBe(query);
  expect(() => library.verify(`"${query}&x=1"`, headers)).toThrow();
});
