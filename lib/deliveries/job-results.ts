import { pool } from "@/lib/db/pool";
import type { JobResults } from "./job-view";

/** A long list is counted for a twentieth of the time at most, however many look. */
const minRest = 20;
const maxKept = 100;
const kept = new Map<number, { results: Promise<JobResults>; nextAtMs: number }>();

/**
 * What became of the deliveries of a job. A delivery that had been delivered before keeps that status when it fails again, so the
 * last attempt says how it went.
 */
export function jobResults(jobId: number): Promise<JobResults> {
  const known = kept.get(jobId);
  if (known && performance.now() < known.nextAtMs) return known.results;
  const startedAtMs = performance.now();
  const results = count(jobId);
  kept.set(jobId, { results, nextAtMs: Number.POSITIVE_INFINITY });
  results.then(
    () => kept.set(jobId, { results, nextAtMs: rested(performance.now() - startedAtMs) }),
    () => kept.delete(jobId),
  );
  for (const oldest of kept.keys()) {
    if (kept.size <= maxKept) break;
    kept.delete(oldest);
  }
  return results;
}

const quickMs = 25;
/** What is quickly counted is counted at each look. */
const rested = (tookMs: number) => (tookMs < quickMs ? 0 : performance.now() + tookMs * minRest);

async function count(jobId: number): Promise<JobResults> {
  const { rows } = await pool().query<JobResults>(
    `select
       (count(*) filter (where done_at is not null and attempts > attempts_before and last_outcome = 'delivered'))::int as delivered,
       (count(*) filter (where done_at is not null and attempts > attempts_before and last_outcome <> 'delivered'))::int as failed,
       (count(*) filter (where done_at is null))::int as waiting,
       (count(*) filter (where done_at is not null and attempts <= attempts_before))::int as "notCalled"
     from resend_delivery join delivery on delivery.id = delivery_id where job_id = $1`,
    [jobId],
  );
  return rows[0] ?? { delivered: 0, failed: 0, waiting: 0, notCalled: 0 };
}
