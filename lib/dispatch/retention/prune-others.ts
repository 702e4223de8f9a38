import type { Queryable } from "@/lib/db/pool";
import { pruneInSteps } from "./prune-steps";

/** A step of each deletes at most `$1` rows. */

/** What is worth nothing after a time of its own, whatever the cut-off. */
const overStatements = [
  // Answers kept for idempotency keys, 24 hours (docs/decisions/0017).
  `delete from idempotency_key
   where (owner_id, key) in (
     select owner_id, key from idempotency_key where created_at <= now() - interval '24 h' limit $1::int for update skip locked
   )`,
  // Sessions whose time is over, also those that ended before it (docs/decisions/0027).
  `delete from user_session
   where id_hash in (select id_hash from user_session where expires_at <= now() limit $1::int for update skip locked)`,
  // Requests to sign in that nobody has answered in seven days (docs/decisions/0064).
  `delete from link_request
   where (issuer, subject) in (
     select issuer, subject from link_request where requested_at <= now() - interval '7 days' limit $1::int for update skip locked
   )`,
];

/** What is older than the cut-off, `$2`. */
const oldStatements = [
  // What bulk resends resent, before the resends.
  `delete from resend_delivery
   where (job_id, delivery_id) in (
     select job_id, delivery_id from resend_delivery join resend_job on resend_job.id = job_id
     where finished_at < $2::timestamptz limit $1::int
   )`,
  // Bulk resends that ended; who started and cancelled them stays in the history.
  `delete from resend_job
   where id in (select id from resend_job where finished_at < $2::timestamptz limit $1::int for update skip locked)`,
  // What is left of instances that were deleted: their events go as well.
  `delete from deleted_instance
   where instance_id in (
     select instance_id from deleted_instance where deleted_at < $2::timestamptz limit $1::int for update skip locked
   )`,
  // What was verified of hours, and what was taken up again in them.
  `delete from verified_hour
   where hour in (select hour from verified_hour where hour < $2::timestamptz - interval '1 h' limit $1::int)`,
  `delete from reopened_hour
   where (hour, transaction) in (
     select hour, transaction from reopened_hour where at < $2::timestamptz - interval '1 h' limit $1::int
   )`,
  // Cancellations that ended: so has every delivery they cancelled.
  `delete from cancellation
   where id in (select id from cancellation where finished_at < $2::timestamptz limit $1::int for update skip locked)`,
  // Changes of endpoints' states, and of each endpoint all but the newest 1,000 (docs/decisions/0047).
  `delete from endpoint_state_change
   where id = any (array(
     select id from (
       (select id from endpoint_state_change where at < $2::timestamptz limit $1::int)
       union all
       (select change.id from endpoint cross join lateral (
         select id from endpoint_state_change where endpoint_id = endpoint.id order by id desc offset 1000 limit $1::int
       ) as change limit $1::int)
     ) as old
   ))`,
];

/** Deletes all that is kept beside deliveries and events. @param cutOff a time as the database writes it */
export async function pruneOthers(
  session: Queryable,
  cutOff: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deletes = async (statement: string, values: unknown[]) =>
    ((await session.query(statement, values)).rowCount ?? 0) > 0;
  for (const statement of overStatements) await pruneInSteps(signal, (limit) => deletes(statement, [limit]));
  for (const statement of oldStatements)
    await pruneInSteps(signal, (limit) => deletes(statement, [limit, cutOff]));
}
