import type { Queryable } from "@/lib/db/pool";
import { cancelStep, type OpenCancellation } from "./cancel-step";
import { restoreStep } from "./restore-step";

/** Deliveries that one step changes at most, in one transaction. */
const maxChanged = 500;

/**
 * The oldest that nobody else has locked. Of two for the same endpoint and event type the older one goes first, so that each
 * delivery is ended by the save that ended it.
 */
const claimStatement = `
select id, state, endpoint_id, event_type, reason, until_id::text, after_at::text, after_id::text, seen
from cancellation
where state in ('running', 'restoring') and ($1::int[] is null or id = any ($1))
  and not exists (
    select from cancellation as older
    where older.state = 'running' and older.endpoint_id = cancellation.endpoint_id
      and older.event_type = cancellation.event_type and older.id < cancellation.id
  )
order by id limit 1
for no key update skip locked`;

/** What a step came to: nothing was there to do, or what the cancellation is now. */
export type CancellationStep =
  | { kind: "none" }
  | { kind: "stepped"; id: number; endpointId: number; state: "running" | "restoring" | "done" | "restored" };

/**
 * Takes one bounded step of a cancellation that runs or is undone (docs/decisions/0031).
 * @param tx a transaction, which holds the cancellation's row until it ends
 * @param only of these; null: of any
 */
export async function cancellationStep(
  tx: Queryable,
  { only = null, limit = maxChanged }: { only?: readonly number[] | null; limit?: number } = {},
): Promise<CancellationStep> {
  const { rows } = await tx.query<OpenCancellation>(claimStatement, [only]);
  const [cancellation] = rows;
  if (!cancellation) return { kind: "none" };
  const step = cancellation.state === "running" ? cancelStep : restoreStep;
  const state = await step(tx, cancellation, limit);
  return { kind: "stepped", id: cancellation.id, endpointId: cancellation.endpoint_id, state };
}
