import { type Actor, assertCan } from "@/lib/auth/actor";
import { transactionOrPool } from "@/lib/db/pool";
import { recordEvents } from "./record";
import type { EventOutcome, NewEvents } from "./schema";

export type Accepted = { eventID: string; outcome: EventOutcome; deliveries: number };

/**
 * Records events of instances that are kept elsewhere, all or none, in the order given.
 * @returns one entry per event, in that order
 * @throws ForbiddenError
 */
export async function acceptEvents(actor: Actor, events: NewEvents): Promise<Accepted[]> {
  assertCan(actor, "events:write");
  const recorded = await recordEvents(
    transactionOrPool(),
    actor,
    events.map(({ eventType, instanceID, processName }) => ({
      eventType,
      instanceId: instanceID,
      processName,
    })),
    { posted: true },
  );
  return recorded.map(({ eventID, outcome, endpointIds }) => ({
    eventID,
    outcome,
    deliveries: endpointIds.length,
  }));
}
