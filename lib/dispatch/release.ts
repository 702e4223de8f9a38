import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { leaseMs } from "@/lib/db/locks";
import { log } from "@/lib/log";
import type { Queryable } from "./database";
import { triggerOf } from "./trigger";

const deadStatement = `
select id from dispatcher
where id not in ${livingDispatchers}`;

const interrupted = "The dispatcher died during the call; whether it arrived is unknown.";

const releaseStatement = `
with stuck as materialized (
  select id, attempts, locked_by, leased_until, resend_by from delivery
  where locked_by = any($1::int[]) and done_at is null and next_at <= now()
  for no key update skip locked
), closed as (
  insert into attempt (delivery_id, number, trigger, triggered_by, dispatcher_id, outcome, started_at, finished_at, cause)
  select id, attempts, ${triggerOf("resend_by")}, resend_by, locked_by, 'interrupted', leased_until - $3::int * interval '1 ms', now(), $2 from stuck
  on conflict (delivery_id, number) do update
  set outcome = excluded.outcome, finished_at = excluded.finished_at, cause = excluded.cause
  where attempt.outcome = 'in_progress'
)
update delivery
set locked_by = null, leased_until = null, last_outcome = 'interrupted'
from stuck
where delivery.id = stuck.id`;

/**
 * Attempts of the dead whose delivery was cancelled during the call, or whose resend was: nobody else will ever close them.
 * A resend that was cancelled while nobody made it names nobody any more (lib/webhooks/save.ts).
 */
const closeCancelledStatement = (cancelled: string) => `
update attempt
set outcome = 'interrupted', finished_at = now(), cause = $2
from delivery, dispatcher
where dispatcher.id = any($1::int[]) and delivery.${cancelled} and delivery.done_at >= dispatcher.started_at
  and attempt.delivery_id = delivery.id and attempt.number = delivery.attempts
  and attempt.dispatcher_id = dispatcher.id and attempt.outcome = 'in_progress'`;

const forgetStatement = "delete from dispatcher where id = any($1::int[])";

/** Longer than taking up a new identity after a lost connection takes; shorter than the sweep's second between two looks. */
const graceMs = 750;

/**
 * Returns a function that releases what dead dispatchers held, their calls under way marked interrupted, due at once; it
 * returns how many. Dead is who has had no life lock since a look at least `graceMs` ago: one that only lost its connection
 * takes up its deliveries again within moments, and calls of it under way must not be repeated for that.
 * @param nowMs monotonic milliseconds
 */
export function createRelease(nowMs = () => performance.now()): (db: Queryable) => Promise<number> {
  let missingSinceMs = new Map<number, number>();
  return async (db) => {
    const { rows } = await db.query<{ id: number }>({
      name: "dead",
      text: deadStatement,
    });
    const lookedAtMs = nowMs();
    missingSinceMs = new Map(rows.map(({ id }) => [id, missingSinceMs.get(id) ?? lookedAtMs]));
    const dead = [...missingSinceMs].flatMap(([id, sinceMs]) =>
      lookedAtMs - sinceMs >= graceMs ? [id] : [],
    );
    if (dead.length === 0) return 0;
    const { rowCount: released } = await db.query(releaseStatement, [dead, interrupted, leaseMs]);
    // Two statements, each with an index of its own for what it looks for.
    await db.query(closeCancelledStatement("status = 'cancelled'"), [dead, interrupted]);
    await db.query(closeCancelledStatement("resend_by is not null"), [dead, interrupted]);
    await db.query(forgetStatement, [dead]);
    log.warn({ event: "dispatcher.dead", dispatcherIds: dead, released });
    return released ?? 0;
  };
}
