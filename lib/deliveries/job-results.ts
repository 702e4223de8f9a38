import { setTimeout as pause } from "node:timers/promises";
import { pool } from "@/lib/db/pool";
import { warnSparingly } from "@/lib/limited-log";
import { setBounded } from "@/lib/memo";
import type { JobResults } from "./job-view";

/** A long list is counted for a twentieth of the time at most, however many look, and nobody waits for it longer than `maxWaitMs`. */
const restFactor = 20;
const maxWaitMs = 500;
const maxKept = 100;

type Kept = { results: JobResults | null; counting: Promise<JobResults> | null; nextAtMs: number };
const kept = new Map<number, Kept>();

/**
 * What became of the deliveries of a job. A delivery that had been delivered before keeps that status when it fails again, so the
 * last attempt says how it went. While a long list is counted, what was counted before is told.
 */
export function jobResults(
  jobId: number,
  count: (jobId: number) => Promise<JobResults> = countResults,
): Promise<JobResults> {
  const known = kept.get(jobId) ?? { results: null, counting: null, nextAtMs: 0 };
  if (known.counting === null && performance.now() >= known.nextAtMs) {
    known.counting = recounted(known, () => count(jobId));
    setBounded(kept, { key: jobId, value: known, max: maxKept });
  }
  const { results, counting } = known;
  if (counting === null || results === null) return counting ?? Promise.resolve(results ?? none);
  return Promise.race([counting, pause(maxWaitMs, results)]);
}

async function recounted(known: Kept, count: () => Promise<JobResults>): Promise<JobResults> {
  const startedAtMs = performance.now();
  try {
    known.results = await count();
    return known.results;
  } catch (error) {
    if (known.results === null) throw error;
    warnSparingly("job_results.failed", { event: "job_results.failed", reason: String(error) });
    return known.results;
  } finally {
    known.counting = null;
    known.nextAtMs = rested(performance.now() - startedAtMs);
  }
}

const quickMs = 25;
/** What is quickly counted is counted at each look. */
const rested = (tookMs: number) => (tookMs < quickMs ? 0 : performance.now() + tookMs * restFactor);

const none: JobResults = { delivered: 0, failed: 0, waiting: 0, notCalled: 0 };

async function countResults(jobId: number): Promise<JobResults> {
  const { rows } = await pool().query<JobResults>(
    `select
       (count(*) filter (where done_at is not null and attempts > attempts_before and last_outcome = 'delivered'))::int as delivered,
       (count(*) filter (where done_at is not null and attempts > attempts_before and last_outcome <> 'delivered'))::int as failed,
       (count(*) filter (where done_at is null))::int as waiting,
       (count(*) filter (where done_at is not null and attempts <= attempts_before))::int as "notCalled"
     from resend_delivery join delivery on delivery.id = delivery_id where job_id = $1`,
    [jobId],
  );
  return rows[0] ?? none;
}
