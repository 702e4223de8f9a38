import { expect, test } from "vitest";
import type { CallRecord } from "@/lib/callback/call-record";
import { callOutcomes } from "@/lib/callback/call-record";
import type { FinishedCall, HeldDelivery } from "./held-delivery";
import { createMetrics } from "./metrics";

type Value = { value: number; labels: Record<string, string | number>; metricName?: string };

/** What a reading says under this name, by the value of its label. */
async function read(metrics: ReturnType<typeof createMetrics>) {
  const all = await metrics.read({ waiting: 3, calling: 2, unsettled: 1 });
  const values = all.flatMap(({ name, values: of }) =>
    (of as Value[]).map((one) => ({ ...one, name: one.metricName ?? name })),
  );
  return (name: string, label?: string | number) =>
    values.find(
      (one) => one.name === name && (label === undefined || Object.values(one.labels).includes(label)),
    )?.value;
}

const finished = (outcome: CallRecord["outcome"], isProbe = false) =>
  ({
    held: { isProbe, overdueMs: 500, claimedAtMs: 1_000 } as HeldDelivery,
    record: { outcome } as CallRecord,
    startedAtMs: 1_500,
    finishedAtMs: 1_750,
  }) as FinishedCall;

test("before anything happened each outcome and each fault stands at zero", async () => {
  const value = await read(createMetrics());
  for (const outcome of callOutcomes) expect(value("callboard_attempts_total", outcome)).toBe(0);
  for (const name of ["fences_lost", "sweeps_failed", "settings_reloads"])
    expect(value(`callboard_${name}_total`)).toBe(0);
});

test("an attempt counts by its outcome, with what its delivery waited and its call took, in seconds", async () => {
  const metrics = createMetrics();
  metrics.attempted(finished("delivered"));
  metrics.attempted(finished("delivered"));
  metrics.attempted(finished("timeout"));
  const value = await read(metrics);
  expect(value("callboard_attempts_total", "delivered")).toBe(2);
  expect(value("callboard_attempts_total", "timeout")).toBe(1);
  // Half a second overdue when it was claimed, and another half until the call.
  expect(value("callboard_call_wait_seconds_sum")).toBeCloseTo(3);
  expect(value("callboard_call_wait_seconds_bucket", 0.5)).toBe(0);
  expect(value("callboard_call_wait_seconds_bucket", 1)).toBe(3);
  expect(value("callboard_call_duration_seconds_sum")).toBeCloseTo(0.75);
  expect(value("callboard_call_duration_seconds_bucket", 0.2)).toBe(0);
  expect(value("callboard_call_duration_seconds_bucket", 0.5)).toBe(3);
});

test("what a probed endpoint's backlog waits is left out", async () => {
  const metrics = createMetrics();
  metrics.attempted(finished("delivered", true));
  const value = await read(metrics);
  expect(value("callboard_call_wait_seconds_count")).toBe(0);
  expect(value("callboard_call_duration_seconds_count")).toBe(1);
});

test("claims, batches, faults and what is held are told", async () => {
  const metrics = createMetrics();
  metrics.claimed(20, 7);
  metrics.settled(30, 5, 2);
  metrics.sweepFailed();
  metrics.settingsReloaded();
  const value = await read(metrics);
  expect(value("callboard_claim_duration_seconds_sum")).toBeCloseTo(0.02);
  expect(value("callboard_claim_deliveries_sum")).toBe(7);
  expect(value("callboard_settle_duration_seconds_sum")).toBeCloseTo(0.03);
  expect(value("callboard_settle_results_sum")).toBe(5);
  const names = ["fences_lost_total", "sweeps_failed_total", "settings_reloads_total"];
  expect(names.map((name) => value(`callboard_${name}`))).toEqual([2, 1, 1]);
  const held = ["held_deliveries", "calls_in_flight", "unsettled_results"];
  expect(held.map((name) => value(`callboard_${name}`))).toEqual([3, 2, 1]);
});
