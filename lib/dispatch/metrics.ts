import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { callOutcomes } from "@/lib/callback/call-record";
import { clockAheadMetric } from "@/lib/metric-names";
import { mailOutcomes } from "@/lib/notices/mail/transport";
import { postOutcomes } from "@/lib/notices/webhook/send-due";
import type { FinishedCall } from "./held-delivery";

/** What this process holds just now. */
type Held = { waiting: number; calling: number; unsettled: number };

export type Metrics = ReturnType<typeof createMetrics>;

const waitBucketsS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600];
const callBucketsS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const statementBucketsS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const rowBuckets = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/**
 * What one dispatcher counts of its work, in a registry of its own (names and meanings: docs/operations.md, "Metrics"). What is
 * called for each attempt costs about a microsecond: label values are bound beforehand.
 */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers }).labels();
  const counter = (name: string, help: string) => new Counter({ name, help, registers }).labels();
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  /** Counts by outcome; each begins at 0, so that a rate knows of the first. */
  const byOutcome = <Outcome extends string>(name: string, help: string, outcomes: readonly Outcome[]) => {
    const counted = new Counter({ name, help, labelNames: ["outcome"], registers });
    const bound = new Map(outcomes.map((outcome) => [outcome, counted.labels(outcome)]));
    for (const one of bound.values()) one.inc(0);
    return (outcome: Outcome) => bound.get(outcome)?.inc();
  };

  const attempt = byOutcome("callboard_attempts_total", "Calls made, by outcome.", callOutcomes);
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
  const claimDuration = histogram(
    "callboard_claim_duration_seconds",
    "Time a claim took.",
    statementBucketsS,
  );
  const claimRows = histogram("callboard_claim_deliveries", "Deliveries a claim brought.", rowBuckets);
  const settleDuration = histogram(
    "callboard_settle_duration_seconds",
    "Time it took to write a batch of results.",
    statementBucketsS,
  );
  const settleRows = histogram("callboard_settle_results", "Results in a written batch.", rowBuckets);
  const fencesLost = counter(
    "callboard_fences_lost_total",
    "Results that changed no delivery, because somebody else had taken it over or cancelled it.",
  );
  const sweepsFailed = counter("callboard_sweeps_failed_total", "Sweeps that ended with an error.");
  const reloads = counter("callboard_settings_reloads_total", "Readings of the settings.");
  for (const one of [fencesLost, sweepsFailed, reloads]) one.inc(0);

  const waiting = gauge("callboard_held_deliveries", "Claimed deliveries whose call has not begun.");
  const calling = gauge("callboard_calls_in_flight", "Calls under way.");
  const unsettled = gauge("callboard_unsettled_results", "Results not yet in the database.");
  const clockAhead = gauge(
    clockAheadMetric,
    "How far the clock of the dispatcher's machine is ahead of the database's; below 0 where it is behind.",
  );

  return {
    attempted({ held: delivery, record, startedAtMs, finishedAtMs }: FinishedCall): void {
      attempt(record.outcome);
      // What a probed endpoint's backlog waits is the breaker's doing and would drown everything else.
      if (!delivery.isProbe) {
        wait.observe((delivery.overdueMs + startedAtMs - delivery.claimedAtMs) / 1_000);
      }
      duration.observe((finishedAtMs - startedAtMs) / 1_000);
    },
    claimed(tookMs: number, rows: number): void {
      claimDuration.observe(tookMs / 1_000);
      claimRows.observe(rows);
    },
    settled(tookMs: number, results: number, lost: number): void {
      settleDuration.observe(tookMs / 1_000);
      settleRows.observe(results);
      fencesLost.inc(lost);
    },
    recordedClaim,
    noticeMail,
    noticePost,
    sweepFailed: () => sweepsFailed.inc(),
    settingsReloaded: () => reloads.inc(),
    /** As prom-client's `AggregatorRegistry.aggregate` takes them, with what is held just now. */
    read(held: Held, clockAheadS = 0) {
      clockAhead.set(clockAheadS);
      waiting.set(held.waiting);
      calling.set(held.calling);
      unsettled.set(held.unsettled);
      return registry.getMetricsAsJSON();
    },
  };
}
