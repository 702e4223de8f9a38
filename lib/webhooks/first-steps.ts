import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import type { FirstSteps } from "./view";

const statement = `
select exists (select from subscription) as entered,
  exists (select from event where not posted) or exists (select from delivery) as changed,
  exists (
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
  const { rows } = await pool().query<FirstSteps>(statement);
  const found = rows[0] ?? { entered: false, tested: false, changed: false };
  return { ...found, tested: found.tested || answered };
}
