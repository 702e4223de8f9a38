import type { Queryable } from "@/lib/db/pool";
import { setUnclaimed } from "./close";
import { attemptColumns, begunAt, isClaimed, isClaimedBy, isOpen, triggerOf } from "./state";

/**
 * An insert that closes attempts as interrupted; one that was recorded as open is completed.
 * @param deliveries a CTE with `attemptColumns` of deliveries that are locked; those that nobody has are passed by
 * @param cause SQL of a text
 */
const recordInterrupted = (deliveries: string, cause: string) => `
  insert into attempt (delivery_id, number, trigger, triggered_by, dispatcher_id, outcome, started_at, finished_at, cause)
  select id, attempts, ${triggerOf("resend_by")}, resend_by, locked_by, 'interrupted', ${begunAt(deliveries)}, now(), ${cause}
  from ${deliveries} where ${isClaimed(deliveries)}
  on conflict (delivery_id, number) do update
  set outcome = excluded.outcome, finished_at = excluded.finished_at, cause = excluded.cause
  where ${isOpen()}`;

/** `recordInterrupted` where a claim meets a lease that has lapsed. */
export const recordLapsed = (deliveries: string) =>
  recordInterrupted(
    deliveries,
    "'The dispatcher gave no result in time; whether the call arrived is unknown.'",
  );

const died = "The dispatcher died during the call; whether it arrived is unknown.";

const underWayStatement = `
with stuck as materialized (
  select ${attemptColumns} from delivery
  where ${isClaimedBy("$1::int[]")} and done_at is null and next_at <= now()
  for no key update skip locked
), closed as (${recordInterrupted("stuck", "$2")}
)
update delivery
set ${setUnclaimed}, last_outcome = 'interrupted'
from stuck
where delivery.id = stuck.id`;

/**
 * Attempts whose delivery was cancelled during the call, or whose resend was: nobody else will ever close them. A resend that was
 * cancelled while nobody made it names nobody any more (lib/cancellations/end-deliveries.ts).
 */
const openStatement = (cancelled: string) => `
update attempt
set outcome = 'interrupted', finished_at = now(), cause = $2
from delivery, dispatcher
where dispatcher.id = any($1::int[]) and delivery.${cancelled} and delivery.done_at >= dispatcher.started_at
  and attempt.delivery_id = delivery.id and attempt.number = delivery.attempts
  and attempt.dispatcher_id = dispatcher.id and ${isOpen()}`;

/**
 * Interrupts every attempt of dispatchers that are dead and still have a row; their deliveries are due at once.
 * @returns how many deliveries they held
 */
export async function interruptAttempts(db: Queryable, deadIds: number[]): Promise<number> {
  const { rowCount } = await db.query(underWayStatement, [deadIds, died]);
  // Two statements, each with an index of its own for what it looks for.
  await db.query(openStatement("status = 'cancelled'"), [deadIds, died]);
  await db.query(openStatement("resend_by is not null"), [deadIds, died]);
  return rowCount ?? 0;
}
