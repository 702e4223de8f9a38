import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { composeCallbackUrl, queryOf } from "@/lib/callback/request-url";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { callbackHeaders } from "./callback-headers";

const event = { instanceID: "leave request-1", processName: "leave request", eventType: "updated" } as const;

test("the stock Standard Webhooks library verifies a callback, and refuses an altered query", () => {
  const secret = newSigningSecret();
  const query = queryOf(composeCallbackUrl("https://example.com/hook?a=%2F", event));
  const headers = Object.fromEntries(
    callbackHeaders({
      eventId: "evt_1",
      timestampS: Math.floor(Date.now() / 1000),
      query,
      secrets: [newSigningSecret(), secret],
    }),
  );
  const library = new Webhook(secret);
  expect(library.verify(`"${query}"`, headers)).toBe(query);
  expect(() => library.verify(`"${query}&x=1"`, headers)).toThrow();
});
