import { expect, test } from "vitest";
import type { CallRecord } from "@/lib/callback/call-record";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import type { EndpointSnapshot } from "@/lib/dispatch/read-snapshot";
import { countResult, failureCounts } from "./endpoint-results";

const call = (
  outcome: CallRecord["outcome"],
  { resendBy = null as string | null, startedAtMs = 1_000 } = {},
) => ({
  held: { resendBy } as HeldDelivery,
  record: { outcome } as CallRecord,
  startedAtMs,
});

test("a failure counts for its endpoint; a success, and a resend, do not", () => {
  expect(failureCounts(call("http_error"), undefined)).toBe(true);
  expect(failureCounts(call("http_error"), { recoveredAtMs: null })).toBe(true);
  expect(failureCounts(call("delivered"), undefined)).toBe(false);
  expect(failureCounts(call("http_error", { resendBy: "Ada" }), undefined)).toBe(false);
});

test("a failure of a call that began before its endpoint answered again does not count", () => {
  const endpoint = { recoveredAtMs: 1_000 };
  expect(failureCounts(call("timeout", { startedAtMs: 999 }), endpoint)).toBe(false);
  expect(failureCounts(call("timeout", { startedAtMs: 1_000 }), endpoint)).toBe(true);
});

test("failures add up until a success", () => {
  const endpoint = { failures: 3 } as EndpointSnapshot;
  const count = (outcome: CallRecord["outcome"], counts: boolean) => {
    countResult(endpoint, { record: { outcome } as CallRecord, failureCounts: counts });
    return endpoint.failures;
  };
  expect([count("timeout", true), count("timeout", false), count("delivered", false)]).toEqual([4, 4, 0]);
});
