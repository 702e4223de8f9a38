import { expect, test } from "vitest";
import type { JobWithResults } from "@/lib/deliveries/job-view";
import { cancelText, headline, jobName, resultsText, skippedText } from "./job-text";

const job = (status: "failed" | "not_sent", change: Partial<JobWithResults> = {}): JobWithResults => ({
  jobID: "job_7",
  state: "running",
  filter: { status, eventType: null, instanceID: null, processName: null, url: null, from: null, to: null },
  matchesParts: false,
  count: 3,
  done: 2,
  skipped: { suspended: 0, underWay: 1, removed: 1, changed: 0 },
  startedAt: "2026-11-29T10:00:00.000Z",
  startedBy: "Ada",
  finishedAt: null,
  cancelledBy: null,
  failure: null,
  results: { delivered: 1, failed: 1, waiting: 0, notCalled: 0 },
  ...change,
});

test("what was never sent is not called a resend, in any of its words", () => {
  const first = job("not_sent");
  const words = [cancelText(first), jobName(first), headline(first), resultsText(first), skippedText(first)];
  expect(words).toEqual([
    "Cancel sending",
    "Sending job_7",
    "Sending: 2 of 3",
    "1 delivered, 1 failed",
    "Skipped: 1 that somebody else sent, 1 for which no URL is there now.",
  ]);
  expect(words.join(" ")).not.toMatch(/resen|again/i);
  expect([cancelText(job("failed")), jobName(job("failed")), resultsText(job("failed"))]).toEqual([
    "Cancel the resend",
    "Resend job_7",
    "1 delivered, 1 failed again",
  ]);
});
