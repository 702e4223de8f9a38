import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import { queryOf } from "@/lib/callback/request-url";
import { openSecret, sealSecret } from "@/lib/endpoints/secret-box";
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

test("a secret that was sealed years ago still opens: neither the key's derivation nor the layout may change", () => {
  const sealed = Buffer.from(
    "022d3c3377f307f2cca5927ba26400c5856cc2217df891828d67be7dee21d4e5ab955d9e066a73cc32936530d14c2d2e9584f5530f1a7fa01411d1209b2dbd84e061",
    "hex",
  );
  expect(openSecret(sealed, 7, "app secret one, of at least 32 bytes")).toBe(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  );
});

test("a sealed secret opens for its own endpoint under its own APP_SECRET only", () => {
  const sealed = sealSecret("whsec_abc", 7, "app secret one");
  expect(openSecret(sealed, 7, "app secret one")).toBe("whsec_abc");
  expect(() => openSecret(sealed, 8, "app secret one")).toThrow();
  expect(() => openSecret(sealed, 7, "app secret two")).toThrow();
});
