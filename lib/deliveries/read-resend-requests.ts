import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId, publicId } from "@/lib/ids";

/** Where the History tells who asked for an attempt: under the delivery, its event, or the job that took many. */
type ResendRequest = { number: number; subject: string };

/**
 * For each attempt that somebody asked for, what the History files the request under. The attempt itself keeps only the name:
 * it is the entry of that name last before it, or else the job of that name that noted the delivery then. None where neither is
 * found.
 * @throws ForbiddenError
 */
export async function readResendRequests(actor: Actor, deliveryID: string): Promise<ResendRequest[]> {
  assertCan(actor, "deliveries:read");
  const id = parsePublicId("dlv", deliveryID);
  if (id === null) return [];
  const { rows } = await pool().query<{ number: number; subject: string | null; job: number | null }>(
    `select asked_for.number, entry.subject, job.id as job
     from (
       select number, trigger, triggered_by, started_at,
         coalesce(lag(started_at) over (order by number), '-infinity') as after
       from attempt where delivery_id = $1::bigint
     ) as asked_for
     left join lateral (
       select subject from audit_entry
       where subject in ($2, (select event_id from delivery where id = $1::bigint))
         and action in ('delivery.resent', 'event.sent') and actor_name = asked_for.triggered_by
         and at > asked_for.after and at <= asked_for.started_at
       limit 1
     ) as entry on true
     left join lateral (
       select id from resend_job join resend_delivery on job_id = id and delivery_id = $1::bigint
       where started_by = asked_for.triggered_by and started_at <= asked_for.started_at
         and attempts_before < asked_for.number and coalesce(finished_at, now()) > asked_for.after
       order by id desc limit 1
     ) as job on true
     where asked_for.trigger = 'manual' order by asked_for.number`,
    [String(id), deliveryID],
  );
  return rows.flatMap(({ number, subject, job }) => {
    if (subject !== null) return [{ number, subject }];
    return job === null ? [] : [{ number, subject: publicId("job", job) }];
  });
}
