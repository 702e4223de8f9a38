import { Registry } from "prom-client";
import { callOutcomes } from "@/lib/callback/call-record";
import { clockAheadMetric } from "@/lib/metric-names";
import { mailOutcomes } from "@/lib/notices/mail/transport";
import { postOutcomes } from "@/lib/notices/webhook/send-due";
import type { FinishedCall } from "./held-delivery";
import { createInstruments, type Instruments } from "./instruments";

/** What this process holds just now. */
type Held = { waiting: number; calling: number; unsettled: number };

export type Metrics = ReturnType<typeof createMetrics>;

const waitBucketsS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600];
const callBucketsS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const statementBucketsS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const rowBuckets = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** What one dispatcher counts of its work, in a registry of its own (names and meanings: docs/operations.md, "Metrics"). */
export function createMetrics() {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  const setHeld = heldGauges(instruments);
  return {
    attempted: callMetrics(instruments),
    claimed: claimMetrics(instruments),
    settled: settleMetrics(instruments),
    ...countedEvents(instruments),
    /** As prom-client's `AggregatorRegistry.aggregate` takes them, with what is held just now. */
    read(held: Held, clockAheadS = 0) {
      setHeld(held, clockAheadS);
      return registry.getMetricsAsJSON();
    },
  };
}

function callMetrics({ histogram, byOutcome }: Instruments) {
  const attempt = byOutcome("callboard_attempts_total", "Calls made, by outcome.", callOutcomes);
  const wait = histogram(
    "callboard_call_wait_seconds",
    "Time from when a delivery was due (at first: when its event committed) to the beginning of its call.",
    waitBucketsS,
  );
  const duration = histogram(
    "callboard_call_duration_seconds",
    "Time a call took, names and connecting included.",
    callBucketsS,
  );
  return ({ held, record, startedAtMs, finishedAtMs }: FinishedCall): void => {
    attempt(record.outcome);
    // What a probed endpoint's backlog waits is the breaker's doing and would drown everything else.
    if (!held.isProbe) wait.observe((held.overdueMs + startedAtMs - held.claimedAtMs) / 1_000);
    duration.observe((finishedAtMs - startedAtMs) / 1_000);
  };
}

function claimMetrics({ histogram }: Instruments) {
  const duration = histogram("callboard_claim_duration_seconds", "Time a claim took.", statementBucketsS);
  const deliveries = histogram("callboard_claim_deliveries", "Deliveries a claim brought.", rowBuckets);
  return (tookMs: number, rows: number): void => {
    duration.observe(tookMs / 1_000);
    deliveries.observe(rows);
  };
}

function settleMetrics({ histogram, counter }: Instruments) {
  const duration = histogram(
    "callboard_settle_duration_seconds",
    "Time it took to write a batch of results.",
    statementBucketsS,
  );
  const written = histogram("callboard_settle_results", "Results in a written batch.", rowBuckets);
  const fencesLost = counter(
    "callboard_fences_lost_total",
    "Results that changed no delivery, because somebody else had taken it over or cancelled it.",
  );
  return (tookMs: number, results: number, lost: number): void => {
    duration.observe(tookMs / 1_000);
    written.observe(results);
    fencesLost.inc(lost);
  };
}

/** What is only counted. */
function countedEvents({ counter, byOutcome }: Instruments) {
  const recordedClaim = byOutcome(
    "callboard_recorded_claims_total",
    "Deliveries that were recorded with a claim for this dispatcher: held, or released because it could not hold them.",
    ["held", "released"],
  );
  const noticeMail = byOutcome("callboard_notice_mails_total", "Mails of notices, by outcome.", mailOutcomes);
  const noticePost = byOutcome(
    "callboard_notice_posts_total",
    "Posts of notices to the operational webhook, by outcome.",
    postOutcomes,
  );
  const sweepsFailed = counter("callboard_sweeps_failed_total", "Sweeps that ended with an error.");
  const reloads = counter("callboard_settings_reloads_total", "Readings of the settings.");
  return {
    recordedClaim,
    noticeMail,
    noticePost,
    sweepFailed: () => sweepsFailed.inc(),
    settingsReloaded: () => reloads.inc(),
  };
}

function heldGauges({ gauge }: Instruments) {
  const waiting = gauge("callboard_held_deliveries", "Claimed deliveries whose call has not begun.");
  const calling = gauge("callboard_calls_in_flight", "Calls under way.");
  const unsettled = gauge("callboard_unsettled_results", "Results not yet in the database.");
  const clockAhead = gauge(
    clockAheadMetric,
    "How far the clock of the dispatcher's machine is ahead of the database's; below 0 where it is behind.",
  );
  return (held: Held, clockAheadS: number): void => {
    clockAhead.set(clockAheadS);
    waiting.set(held.waiting);
    calling.set(held.calling);
    unsettled.set(held.unsettled);
  };
}
