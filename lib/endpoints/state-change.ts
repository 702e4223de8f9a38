import type { Tx } from "@/lib/db/pool";

/**
 * Names who changes an endpoint's state in the rest of this transaction, for the trigger that records it in
 * `endpoint_state_change` (docs/decisions/0047). Without it the change is the circuit breaker's.
 * @param reason a sentence with a full stop, where the name alone does not say why
 */
export async function nameStateChange(tx: Tx, actor: { name: string }, reason = ""): Promise<void> {
  await tx.query(
    `select set_config('callboard.state_changed_by', $1, true), set_config('callboard.state_change_reason', $2, true)`,
    [actor.name, reason],
  );
}
