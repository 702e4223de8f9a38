import { isKeyOf } from "@/lib/db/by-key";
import type { Queryable } from "@/lib/db/pool";
import { pruneInSteps } from "./prune-steps";

/**
 * One step through the events older than the cut-off, in the order of their time; those with a delivery left stay. One that was sent
 * since the statement began has deliveries that it does not see: its outcome has changed, which it does see once it has the row's lock.
 */
const eventsStatement = `
with page as materialized (
  select id, occurred_at, outcome from event
  where occurred_at < $4::timestamptz and occurred_at >= $1::timestamptz and (occurred_at, id) > ($1::timestamptz, $2::text)
  order by occurred_at, id limit $3::int
), without_delivery as materialized (
  select event.id from page join event on ${isKeyOf("event.id", "page.id")}
  where event.outcome = page.outcome and not exists (select from delivery where event_id = event.id)
  for update of event skip locked
), deleted as (
  delete from event where id = any (array(select id from without_delivery)) returning id
)
select last.occurred_at::text as "lastAt", last.id as "lastId", (select count(*)::int from deleted) as events
from (select occurred_at, id from page order by occurred_at desc, id desc limit 1) as last`;

/** Deletes events that have no delivery left. @param cutOff a time as the database writes it @returns how many */
export async function pruneEvents(
  session: Queryable,
  cutOff: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  let events = 0;
  let after = { at: "-infinity", id: "" };
  await pruneInSteps(signal, async (limit) => {
    const { rows } = await session.query<{ lastAt: string; lastId: string; events: number }>(
      eventsStatement,
      [after.at, after.id, limit, cutOff],
    );
    const [step] = rows;
    if (!step) return false;
    after = { at: step.lastAt, id: step.lastId };
    events += step.events;
    return true;
  });
  return events;
}
