import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { endpointIdOf } from "./endpoint-id";
import type { StateChange, StateChanges } from "./view";

/** The newest changes of one endpoint's state. @throws ForbiddenError, NotFoundError when the id is not an endpoint's */
export async function readStateChanges(
  actor: Actor,
  endpointID: string,
  limit: number,
): Promise<StateChanges> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<Omit<StateChange, "at"> & { at: Date }>(
    `select from_state as "from", to_state as "to", reason, changed_by as "by", at
     from endpoint_state_change where endpoint_id = $1 order by id desc limit $2`,
    [endpointIdOf(endpointID), limit + 1],
  );
  const changes = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { changes, more: rows.length > limit };
}
