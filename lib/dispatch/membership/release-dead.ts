import { interruptAttempts } from "@/lib/attempts/interrupt";
import { livingDispatchers } from "@/lib/db/living-dispatchers";
import type { Queryable } from "@/lib/db/pool";
import { log } from "@/lib/log";

const deadStatement = `
select id from dispatcher
where id not in ${livingDispatchers}`;

const forgetStatement = "delete from dispatcher where id = any($1::int[])";

/** Longer than taking up a new identity after a lost connection takes; shorter than the sweep's second between two looks. */
const graceMs = 750;

/**
 * Returns a function that releases what dead dispatchers held, their calls under way marked interrupted, due at once; it
 * returns how many. Dead is who has had no life lock since a look at least `graceMs` ago: one that only lost its connection
 * takes up its deliveries again within moments, and calls of it under way must not be repeated for that.
 * @param nowMs monotonic milliseconds
 */
export function createDeadRelease(nowMs = () => performance.now()): (db: Queryable) => Promise<number> {
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
    const released = await interruptAttempts(db, dead);
    await db.query(forgetStatement, [dead]);
    log.warn({ event: "dispatcher.dead", dispatcherIds: dead, released });
    return released;
  };
}
