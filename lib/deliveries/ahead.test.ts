import { expect, test } from "vitest";
import { attemptCountText, attemptsAheadOf } from "./ahead";
import type { DeliveryView } from "./view";

const at = "2026-10-01T08:00:00.000Z";
const schedule = [5_000, 300_000, 1_800_000];
const retrying = {
  status: "pending",
  underWay: false,
  nextAttemptAt: at,
  attemptCount: 2,
  endpoint: { name: null, state: "active", reason: null, probeAt: null },
  waitsFor: null,
  waitsForRate: null,
  resendFrom: null,
} as DeliveryView;

test("what waits for a retry has the rest of the schedule ahead", () => {
  expect(attemptsAheadOf(retrying, schedule)).toEqual([
    { number: 3, atMs: Date.parse(at) },
    { number: 4, atMs: Date.parse(at) + 1_800_000 },
  ]);
  expect(attemptCountText(retrying, schedule)).toBe("2 of at most 4");
});

test.each([
  ["a suspended URL", { endpoint: { name: null, state: "suspended", reason: null, probeAt: null } }],
  ["a probed URL", { endpoint: { state: "probing", reason: null, probeAt: at } }],
  ["an earlier one of its instance", { waitsFor: "dlv_1" }],
  ["a resend of what had ended", { resendFrom: "failed" }],
  ["a call under way", { underWay: true, nextAttemptAt: null }],
  ["its first call", { attemptCount: 0 }],
  ["nothing: it has ended", { status: "failed", nextAttemptAt: null }],
] as [string, Partial<DeliveryView>][])("the schedule does not foresee %s", (_what, change) => {
  expect(attemptsAheadOf({ ...retrying, ...change }, schedule)).toEqual([]);
});

test("what has ended, or was resent, is counted without a bound", () => {
  expect(attemptCountText({ ...retrying, status: "failed", attemptCount: 4 }, schedule)).toBe("4 attempts");
  expect(attemptCountText({ ...retrying, resendFrom: "failed", attemptCount: 1 }, schedule)).toBe(
    "1 attempt",
  );
});
