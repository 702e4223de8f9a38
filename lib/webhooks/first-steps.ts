import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import type { FirstSteps } from "./view";

/** What is nearly always there is asked first: the others read a whole log, or audit, that has none. Parameter: a URL has answered. */
const statement = `
select exists (select from subscription) as entered,
  exists (select from delivery) or exists (select from event where not posted) as changed,
  $1::boolean or exists (
    select from audit_entry
    where action = any ('{webhooks.tested,endpoint.tested}') and after ->> 'outcome' = 'delivered'
      and subject = any (array(select 'webhooks' union all select 'ep_' || id from endpoint))
  ) as tested`;

/**
 * Reads the steps from what there is.
 * @param answered whether a URL has answered a callback: nobody need test it then
 * @throws ForbiddenError
 */
export async function readFirstSteps(actor: Actor, answered: boolean): Promise<FirstSteps> {
  assertCan(actor, "webhooks:read");
  const { rows } = await pool().query<FirstSteps>(statement, [answered]);
  return rows[0] ?? { entered: false, tested: answered, changed: false };
}
