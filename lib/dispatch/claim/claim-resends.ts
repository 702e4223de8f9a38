import type pg from "pg";
import { isClaimable } from "@/lib/attempts/state";
import { isOfCancelledJob } from "@/lib/deliveries/job-state";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { type ClaimedRow, claimDueRows, coveredDue, dueColumns, heldAs } from "./claim";
import type { Scanned } from "./lane";
import type { ResendRequest } from "./resend-queue";

/** Bulk resends have an index of their own, which is empty while no job runs: then this is one look at it. */
const resendStatement = `
with pending as materialized (
  select distinct endpoint_id from delivery where resend_job is not null and done_at is null
), due as materialized (
  select job.*
  from pending join unnest($2::int[], $3::int[]) as request (endpoint_id, max_rows) using (endpoint_id)
    cross join lateral (
      select ${dueColumns} from delivery
      where endpoint_id = pending.endpoint_id and resend_job is not null and done_at is null and next_at <= now()
        and ${isClaimable()}
        and (select state from endpoint where id = pending.endpoint_id) = 'active'
        and not ${isOfCancelledJob()}
      order by id
      limit request.max_rows
      for no key update skip locked
    ) as job
), ${coveredDue}, ${claimDueRows("uncovered")}`;

/**
 * Claims bulk resends, what was made pending first before the rest. Those that ended before have no order to keep.
 * @returns `ended`: what was scanned and cancelled instead
 */
export async function claimResends(
  pool: pg.Pool,
  dispatcherId: number,
  requests: ResendRequest[],
): Promise<{ claimed: HeldDelivery[]; ended: Scanned[] }> {
  const claimedAtMs = performance.now();
  const { rows } = await pool.query<ClaimedRow>({
    name: "claim-resends",
    text: resendStatement,
    values: [
      dispatcherId,
      requests.map(({ endpointId }) => endpointId),
      requests.map(({ maxRows }) => maxRows),
    ],
  });
  const claimed = rows.flatMap((row) =>
    row.isEnded ? [] : [heldAs(row, { dispatcherId, claimedAtMs, isProbe: false })],
  );
  return { claimed, ended: rows.filter((row) => row.isEnded) };
}
