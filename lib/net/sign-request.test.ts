import { Webhook } from "standardwebhooks";
import { expect, onTestFinished, test, vi } from "vitest";
import { portOf } from "@/lib/address/ports";
import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { version } from "@/lib/version";
import { signCallbackRequest } from "./sign-request";

const event = {
  eventId: "evt_01",
  instanceID: "leave request-1",
  processName: "leave request",
  eventType: "updated",
} as const;

test("a callback's URL and headers, in their order", () => {
  vi.useFakeTimers({ now: 1_800_000_000_999 });
  onTestFinished(() => void vi.useRealTimers());
  const secrets = [newSigningSecret(), newSigningSecret()];
  const request = buildCallbackRequest(unsavedEndpoint("https://a.example.com/x?k=1"), event);
  const { url, headers } = signCallbackRequest(request, {
    eventId: event.eventId,
    secrets,
    nowMs: Date.now(),
  });
  const query = "k=1&instanceID=leave%20request-1&processName=leave%20request&eventType=updated";
  expect(url).toBe(`https://a.example.com/x?${query}`);
  expect(headers).toEqual([
    ["user-agent", `Callboard/${version}`],
    ["accept", "*/*"],
    ["accept-encoding", "identity"],
    ["cache-control", "no-cache"],
    ["webhook-id", "evt_01"],
    ["webhook-timestamp", "1800000000"],
    ["webhook-signature", expect.any(String)],
  ]);
  // With the library most receivers use, and each of the two secrets; the query is signed in quotes.
  for (const secret of secrets) {
    expect(new Webhook(secret).verify(`"${query}"`, Object.fromEntries(headers))).toBe(query);
  }
});

test.each([
  ["http:", "", 80],
  ["https:", "", 443],
  ["http:", "8080", 8080],
  ["https:", "80", 80],
  ["http:", "0", 0],
])("%s with port %j leads to port %i", (protocol, port, expected) => {
  expect(portOf({ protocol, port })).toBe(expected);
});
